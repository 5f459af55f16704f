package io.spillway.streams.wpl;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The types of the language by name, aliases among them. */
final class TypeCatalog {
  private static final List<String> PLAIN =
      List.of(
          "bool",
          "chars",
          "symbol",
          "peek_symbol",
          "digit",
          "float",
          "_",
          "auto",
          "sn",
          "time",
          "time_iso",
          "time_3339",
          "time_2822",
          "time_timestamp",
          "time/rfc3339",
          "time/rfc2822",
          "time/timestamp",
          "time/epoch",
          "time/clf",
          "time/apache",
          "time/httpd",
          "time/nginx",
          "ip",
          "ip_net",
          "domain",
          "email",
          "port",
          "url",
          "http/request",
          "http/status",
          "http/agent",
          "http/user_agent",
          "http/method",
          "hex",
          "base64",
          "id_card",
          "mobile_phone",
          "kv",
          "kvarr",
          "json",
          "exact_json",
          "proto_text",
          "proto/text",
          "obj",
          "array");

  static final Set<String> NAMES = new TreeSet<>(PLAIN);
  private static final Set<String> WITH_MEMBERS =
      Set.of("kv", "kvarr", "json", "exact_json", "proto_text", "proto/text");

  /** Types that elements of arrays may have, beside arrays. */
  static final Set<String> ELEMENTS =
      NAMES.stream()
          .filter(type -> !WITH_MEMBERS.contains(type) || type.equals("json"))
          .filter(type -> !type.contains("symbol"))
          .filter(type -> !type.equals("obj"))
          .collect(Collectors.toCollection(TreeSet::new));

  private TypeCatalog() {}

  static boolean isKnown(String type) {
    return NAMES.contains(type) || type.startsWith("array/");
  }

  static boolean takesMembers(String type) {
    return WITH_MEMBERS.contains(type);
  }

  static boolean isSupported(String type) {
    return !type.equals("obj");
  }

  /** The name that a field of this type has if the rule gives it none. */
  static String defaultName(String type) {
    return type.equals("peek_symbol") ? "symbol" : type.startsWith("array/") ? "array" : type;
  }

  /** The reader of a type that has no members, content or elements. */
  static ValueReader simple(String type, int trueAt) {
    return switch (type) {
      case "bool" -> new BasicValues.Bool(trueAt);
      case "chars" -> new BasicValues.Chars();
      case "_" -> new BasicValues.Dropped();
      case "sn" -> new BasicValues.SerialNumber();
      case "auto" -> new AutoValue(trueAt);
      case "digit" -> new BasicValues.Digit();
      case "float" -> new BasicValues.Decimal();
      case "time" -> new TimeValue(TimeValue.Format.ANY);
      case "time_iso" -> new TimeValue(TimeValue.Format.ISO);
      case "time_3339", "time/rfc3339" -> new TimeValue(TimeValue.Format.RFC3339);
      case "time_2822", "time/rfc2822" -> new TimeValue(TimeValue.Format.RFC2822);
      case "time_timestamp", "time/timestamp", "time/epoch" -> new TimeValue(TimeValue.Format.UNIX);
      case "time/clf", "time/apache", "time/httpd", "time/nginx" ->
          new TimeValue(TimeValue.Format.CLF);
      case "ip" -> new IpValue(false);
      case "ip_net" -> new IpValue(true);
      case "port" -> new BasicValues.Bounded(0, 65_535);
      case "http/status" -> new BasicValues.Bounded(100, 999);
      case "http/request" -> new HttpValues.Request();
      case "http/method" -> new HttpValues.Method();
      case "http/agent", "http/user_agent" -> new HttpValues.Agent();
      case "domain" -> new NetValues.Domain();
      case "email" -> new NetValues.Email();
      case "url" -> new NetValues.Url();
      case "hex" -> new CodedValues.Hex();
      case "base64" -> new CodedValues.Base64();
      case "id_card" -> new CodedValues.IdCard();
      case "mobile_phone" -> new CodedValues.MobilePhone();
      default -> throw new IllegalArgumentException(type);
    };
  }
}
