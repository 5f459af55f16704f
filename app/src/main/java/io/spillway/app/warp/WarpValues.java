package io.spillway.app.warp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The generator's {@code gen_field.toml} as the values file of {@code spillway gen rule}. Its
 * ranges do not hold their ends, those here do.
 */
final class WarpValues {
  private static final int OCTETS = 4;

  private final Hocon out = new Hocon();

  private WarpValues() {}

  /** The values file. */
  static String of(TomlTable root, String here) {
    WarpValues values = new WarpValues();
    values.out.comment("From " + root.place() + ", for spillway gen rule --values.");
    values.out.open("fields");
    TomlTable items = root.table("items");
    items.keys().forEach(name -> values.field(name, items.table(name), here));
    values.out.close();
    return values.out.toString();
  }

  private void field(String name, TomlTable item, String here) {
    TomlTable scope = item.table("scope");
    String type = item.text("gen_type").orElse("");
    if (item.has("gen_fmt") && !scope.has("chars")) {
      item.all(Verdict.NONE, "", "no text is put around drawn values: list them as choices");
    } else if (scope.has("chars")) {
      choices(name, item, scope.texts("chars"), here);
    } else if (scope.has(type) && !scope.table(type).keys().isEmpty()) {
      range(name, item, type, here);
    } else if (item.has("scope")) {
      item.all(Verdict.NONE, "", "a range of another type than gen_type");
    } else {
      item.mapped("gen_type", here, "any value of the field's type, if nothing is said of it");
    }
  }

  private void choices(String name, TomlTable item, List<String> texts, String here) {
    String format = item.text("gen_fmt").orElse("{val}");
    List<String> all = new ArrayList<>();
    texts.forEach(text -> all.add(format.replace("{val}", text)));
    out.open(name).set("choices", Hocon.texts(all)).close();
    item.all(Verdict.MAPPED, here, "");
  }

  private void range(String name, TomlTable item, String type, String here) {
    TomlTable scope = item.table("scope").table(type);
    String from = scope.text("beg").orElse("");
    String to = scope.text("end").orElse("");
    UnaryOperator<String> before =
        switch (type) {
          case "digit" -> WarpValues::numberBefore;
          case "ip" -> WarpValues::addressBefore;
          default -> UnaryOperator.identity();
        };
    try {
      String last = before.apply(to);
      out.open(name).set("from", Hocon.text(from)).set("to", Hocon.text(last)).close();
      item.all(Verdict.MAPPED, here, "");
    } catch (IllegalArgumentException odd) {
      item.all(Verdict.NONE, "", "its range is none: from " + from + " to " + to);
    }
  }

  private static String numberBefore(String end) {
    return new BigInteger(end).subtract(BigInteger.ONE).toString();
  }

  private static String addressBefore(String end) {
    String[] octets = end.split("\\.", -1);
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException(end);
    }
    long address = 0;
    for (String octet : octets) {
      address = address << Byte.SIZE | Integer.parseInt(octet);
    }
    address--;
    List<String> all = new ArrayList<>();
    for (int shift = (OCTETS - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      all.add(Long.toString(address >> shift & 0xff));
    }
    return String.join(".", all);
  }
}
