package io.spillway.streams.wpl;

import io.spillway.streams.wpl.SeparatorPattern.Segment;
import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Drafts one line that a rule should read: what its fields say in turn, each with a random value
 * and the separator before the next. Rules may be ambiguous, so a draft need not parse; {@link
 * RuleLines} tries it.
 */
final class LineDraft {
  private static final int MOST_REPEATS = 3;

  private final Syntax.Rule rule;
  private final SampleText text;
  private final SampleValues values;
  private final LineValues wanted;
  private final DrawnValues drawn = new DrawnValues();
  private final StringBuilder line = new StringBuilder();
  private String pending = "";

  private boolean inside;

  /** What the next field must begin with. */
  private String peeked = "";

  private LineDraft(Syntax.Rule rule, SampleText text, LineValues wanted) {
    this.rule = rule;
    this.text = text;
    this.values = new SampleValues(text);
    this.wanted = wanted;
  }

  static String of(Syntax.Rule rule, SampleText text) {
    return of(rule, text, LineValues.ANY).line();
  }

  /** With these values where they are said, else any. */
  static LineDraft of(Syntax.Rule rule, SampleText text, LineValues wanted) {
    LineDraft draft = new LineDraft(rule, text, wanted);
    rule.groups().forEach(draft::group);
    return draft;
  }

  String line() {
    return line.toString();
  }

  /** What its fields should be when it is parsed. */
  DrawnValues drawn() {
    return drawn;
  }

  /** What a field or member is called. */
  static String name(FieldSyntax field) {
    boolean member = !field.path().equals("*") && !field.path().isEmpty();
    return field.name().orElse(member ? field.path() : field.type().text());
  }

  private void group(GroupSyntax group) {
    if (group.fields().isEmpty()) {
      return;
    }
    switch (group.kind()) {
      case SEQ -> group.fields().forEach(field -> repeated(field, group));
      case ALT -> repeated(text.pick(group.fields()), group);
      case OPT -> {
        if (!text.oneIn(MOST_REPEATS)) {
          repeated(group.fields().get(0), group);
        }
      }
      case SOME_OF -> {
        for (int i = text.between(1, MOST_REPEATS); i > 0; i--) {
          field(text.pick(group.fields()), group);
        }
      }
      case NOT -> {} // reads nothing
    }
  }

  private void repeated(FieldSyntax field, GroupSyntax group) {
    int times = field.repeat() < 0 ? text.between(1, MOST_REPEATS) : field.repeat();
    for (int i = 0; i < times; i++) {
      field(field, group);
    }
  }

  private void field(FieldSyntax field, GroupSyntax group) {
    if (field.type().text().equals("peek_symbol")) {
      peeked = field.content().orElse("");
      return;
    }
    Optional<SeparatorSyntax> separator = field.separator().or(group::separator);
    String behind = separator.map(LineDraft::written).orElse(" ");
    String value = scoped(field, behind, separator.isPresent());
    String begin = value.startsWith(peeked) ? "" : peeked;
    line.append(pending).append(begin).append(value);
    if (!begin.isEmpty()) {
      drawn.prefix(name(field), begin);
    }
    peeked = "";
    pending = behind;
  }

  private String scoped(FieldSyntax field, String stop, boolean explicit) {
    return field
        .scope()
        .map(scope -> scope.begin() + value(field, scope.end(), true) + scope.end())
        .orElseGet(() -> value(field, stop, explicit));
  }

  /**
   * @param explicit whether the rule says where the value ends
   */
  private String value(FieldSyntax field, String stop, boolean explicit) {
    String type = field.type().text();
    return switch (type) {
      case "symbol" -> field.content().orElse("");
      case "proto_text", "proto/text" -> entry(field);
      case "kv" -> pair(field, explicit ? stop : "");
      case "kvarr" -> pairs(field, explicit ? stop : ",");
      case "json" -> json(field, false);
      case "exact_json" -> json(field, true);
      default -> simple(field, type, stop);
    };
  }

  private String simple(FieldSyntax field, String type, String stop) {
    String name = name(field);
    String value =
        wanted
            .of(rule.name().text(), name)
            .map(values -> wanted(values, type))
            .orElseGet(() -> values.array(type).orElseGet(() -> values.of(type, stop)));
    boolean wild = field.path().indexOf('*') >= 0 || field.path().indexOf('?') >= 0;
    if (!type.equals("_") && !(inside && wild && field.name().isEmpty())) {
      drawn.add(name, type, value);
    }
    return value;
  }

  private String wanted(LineValues.Values of, String type) {
    if (of instanceof LineValues.Choices choices) {
      return text.weighted(choices.texts(), choices.weights());
    }
    return SampleRange.draw(type, (LineValues.Range) of, values, text);
  }

  /** A member's value; the data name one that has neither name nor path. */
  private String inside(FieldSyntax member, String stop) {
    boolean outer = inside;
    inside = true;
    String value = scoped(member, stop, true);
    inside = outer;
    return value;
  }

  /** One entry of protobuf's text format: a message of the listed members, or a plain one. */
  private String entry(FieldSyntax field) {
    List<FieldSyntax> members = field.members().orElse(List.of());
    if (members.isEmpty()) {
      return text.word() + ": " + SampleJson.quoted(text.phrase(""));
    }
    FieldSyntax member = text.pick(members);
    String[] steps = path(member).split("/", -1);
    String value = inside(member, "");
    String entry =
        steps[steps.length - 1]
            + ": "
            + (SampleValues.isNumber(member.type().text()) ? value : SampleJson.quoted(value));
    for (int i = steps.length - 2; i >= 0; i--) {
      entry = steps[i] + " { " + entry + " }";
    }
    return entry;
  }

  /** One pair, of a listed key or another one. */
  private String pair(FieldSyntax field, String stop) {
    List<FieldSyntax> members = field.members().orElse(List.of());
    if (members.isEmpty() || text.oneIn(4)) {
      return text.word() + text.pick(List.of("1", "2", "3")) + "=" + text.phrase(stop);
    }
    FieldSyntax member = text.pick(members);
    String own = member.separator().map(LineDraft::written).orElse(stop);
    return path(member) + "=" + inside(member, own);
  }

  private String pairs(FieldSyntax field, String stop) {
    StringBuilder pairs = new StringBuilder();
    Set<String> keys = new HashSet<>();
    for (int i = text.between(2, MOST_REPEATS + 1); i > 0; i--) {
      String pair = pair(field, stop);
      if (!keys.add(pair.substring(0, pair.indexOf('=')))) {
        repeatedKey(field, pair.substring(0, pair.indexOf('=')));
      }
      pairs.append(pairs.isEmpty() ? "" : stop).append(pair);
    }
    return pairs.toString();
  }

  /** Fields of a key that stands there twice have numbers in their names. */
  private void repeatedKey(FieldSyntax field, String key) {
    field.members().orElse(List.of()).stream()
        .filter(member -> member.path().equals(key))
        .forEach(member -> drawn.forget(name(member)));
  }

  private String json(FieldSyntax field, boolean exact) {
    List<FieldSyntax> members = field.members().orElse(List.of());
    SampleJson json = new SampleJson();
    for (FieldSyntax member : members) {
      boolean mayMiss = !exact || member.optional();
      if (!mayMiss || !text.oneIn(10)) {
        json.put(path(member), member(member));
      }
    }
    if (!exact && (members.isEmpty() || text.oneIn(3))) {
      json.put("extra/" + text.word(), SampleJson.quoted(text.phrase("")));
      json.put("extra_count", values.of("digit", ""));
      json.put("extra_list[" + text.between(0, 2) + "]", "true");
    }
    return json.render(true);
  }

  private String member(FieldSyntax member) {
    String type = member.type().text();
    String value = inside(member, "");
    boolean bare =
        member.scope().isEmpty() && (SampleValues.isNumber(type) || type.startsWith("array"));
    return bare || type.endsWith("json") ? value : SampleJson.quoted(value);
  }

  /** The member's path, words in place of its wildcards. */
  private String path(FieldSyntax member) {
    StringBuilder path = new StringBuilder();
    boolean index = false;
    for (char c : member.path().toCharArray()) {
      index = c == '[' || (index && c != ']');
      path.append(c == '*' ? index ? "0" : text.word() : c == '?' ? "x" : Character.toString(c));
    }
    return path.toString();
  }

  private static String written(SeparatorSyntax separator) {
    if (separator instanceof SeparatorSyntax.Literal literal) {
      return literal.text();
    }
    if (separator instanceof SeparatorSyntax.Pattern pattern) {
      List<Segment> all = new ArrayList<>(pattern.pattern().head());
      all.addAll(pattern.pattern().tail());
      StringBuilder written = new StringBuilder();
      all.forEach(segment -> written.append(written(segment)));
      return written.toString();
    }
    return separator instanceof SeparatorSyntax.Blank ? " " : "";
  }

  private static String written(Segment segment) {
    return switch (segment.kind()) {
      case SeparatorPattern.LITERAL -> new String(segment.literal(), StandardCharsets.UTF_8);
      case SeparatorPattern.SPACES, SeparatorPattern.BLANKS -> " ";
      default -> "x";
    };
  }
}
