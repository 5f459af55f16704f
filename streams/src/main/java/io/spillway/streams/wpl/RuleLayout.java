package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lays out rule files in one style. What is in a bracket stands on one line if it fits in {@value
 * LayoutPage#WIDTH} columns and did not begin a line of its own, else one thing a line. Comments
 * stay before what they stood before; the rules mean the same, which is made sure of. Behind {@code
 * spillway rule fmt}.
 */
public final class RuleLayout {
  private static final String MARK = "\ufeff";
  private final LayoutPage page;

  private RuleLayout(LayoutPage page) {
    this.page = page;
  }

  /** What came of it: the text, or every error of the file. */
  public record Laid(String text, List<RuleError> errors) {
    public Laid {
      errors = List.copyOf(errors);
    }
  }

  public static Laid of(RuleFile file) {
    boolean carriageReturns = file.text().contains("\r\n");
    boolean mark = file.text().startsWith(MARK);
    String text = file.text().substring(mark ? 1 : 0).replace("\r\n", "\n");
    RuleFile plain = new RuleFile(file.path(), text);
    List<RuleError> errors = new ArrayList<>(RuleSet.compile(List.of(plain)).errors());
    if (!errors.isEmpty()) {
      return new Laid(file.text(), errors);
    }
    Source source = new Source(plain, errors);
    List<Outline> outline = RuleReader.outline(source);
    LayoutPage page = new LayoutPage(text, source.comments);
    new RuleLayout(page).file(outline);
    page.comments(Integer.MAX_VALUE, 0);
    String laid = page.text();
    if (!meaning(file.path(), laid).equals(meaning(file.path(), text))) {
      throw new IllegalStateException(file.path() + " would not mean the same:\n" + laid);
    }
    laid = carriageReturns ? laid.replace("\n", "\r\n") : laid;
    return new Laid((mark ? MARK : "") + laid, errors);
  }

  private static List<String> meaning(String path, String text) {
    List<RuleError> errors = new ArrayList<>();
    Source source = new Source(new RuleFile(path, text), errors);
    List<Syntax.Rule> rules = RuleReader.read(source);
    List<String> all = rules.stream().map(Syntax.Rule::meaning).collect(Collectors.toList());
    errors.forEach(error -> all.add(error.message()));
    all.add(source.comments.size() + " comments");
    return all;
  }

  private void file(List<Outline> outline) {
    int depth = 0;
    boolean begins = true;
    boolean apart = false;
    for (int i = 0; i < outline.size(); i++) {
      Outline part = outline.get(i);
      if (part instanceof Outline.Closing) {
        depth = 0;
        page.comments(part.at(), 1);
        page.write("}");
        page.end(false);
        apart = true;
        continue;
      }
      boolean large = isLarge(outline, i, depth);
      if (begins && (apart || large)) {
        page.apart(part.at(), depth);
      } else {
        page.before(part.at(), depth);
      }
      begins = !(part instanceof Outline.Annotation);
      apart = large;
      depth = write(part, depth);
    }
  }

  /** Whether what begins here takes several lines. */
  private boolean isLarge(List<Outline> outline, int from, int depth) {
    Outline main = outline.get(from);
    for (int i = from; main instanceof Outline.Annotation; i++) {
      main = outline.get(i);
    }
    return main != outline.get(from)
        || !(main instanceof Outline.Rule rule)
        || isBroken(rule, depth);
  }

  private int write(Outline part, int depth) {
    page.begin(depth);
    if (part instanceof Outline.Opening opened) {
      page.write("package " + opened.name() + " {");
      page.end(true);
      return depth + 1;
    }
    if (part instanceof Outline.Rule rule) {
      rule(rule, depth);
    } else if (part instanceof Outline.Annotation annotation) {
      annotation(annotation, depth);
    }
    page.end(part instanceof Outline.Annotation);
    return depth;
  }

  private void annotation(Outline.Annotation annotation, int depth) {
    List<String> notes = annotation.notes().stream().map(RuleLayout::flat).toList();
    String flat = "#[" + String.join(", ", notes) + "]";
    if (LayoutPage.fits(flat, depth) || notes.size() < 2) {
      page.write(flat);
      return;
    }
    page.write("#[");
    page.end(true);
    for (int i = 0; i < notes.size(); i++) {
      page.begin(depth + 1);
      page.write(notes.get(i) + (i < notes.size() - 1 ? "," : ""));
      page.end(false);
    }
    page.begin(depth);
    page.write("]");
  }

  private static String flat(Outline.Note note) {
    return note.tags().stream()
        .map(tag -> tag.name() + ":" + tag.written())
        .collect(Collectors.joining(", ", note.kind() + "(", ")"));
  }

  private boolean isBroken(Outline.Rule rule, int depth) {
    String flat = flat(rule);
    return flat == null || !LayoutPage.fits(flat, depth);
  }

  private @Nullable String flat(Outline.Rule rule) {
    if (page.isBrokenBehind(rule.open()) || page.hasComment(rule.at(), rule.close())) {
      return null;
    }
    StringBuilder line = new StringBuilder(head(rule)).append(' ').append(steps(rule));
    line.append(rule.steps().isEmpty() ? "" : " ");
    for (int i = 0; i < rule.groups().size(); i++) {
      String group = flat(rule.groups().get(i));
      if (group == null) {
        return null;
      }
      line.append(i == 0 ? "" : ", ").append(group);
    }
    return line.append(" }").toString();
  }

  private static String head(Outline.Rule rule) {
    return "rule " + rule.name() + " {";
  }

  private static String steps(Outline.Rule rule) {
    return rule.steps().isEmpty()
        ? ""
        : rule.steps().stream().map(Syntax.Word::text).collect(Collectors.joining("|", "|", "|"));
  }

  private void rule(Outline.Rule rule, int depth) {
    String flat = flat(rule);
    if (flat != null && LayoutPage.fits(flat, depth)) {
      page.write(flat);
      return;
    }
    page.write(head(rule));
    page.end(true);
    if (!rule.steps().isEmpty()) {
      page.before(rule.steps().get(0).at(), depth + 1);
      page.begin(depth + 1);
      page.write(steps(rule));
      page.end(false);
    }
    for (int i = 0; i < rule.groups().size(); i++) {
      GroupSyntax group = rule.groups().get(i);
      page.before(group.at(), depth + 1);
      page.begin(depth + 1);
      group(group, depth + 1, i < rule.groups().size() - 1 ? "," : "");
      page.end(false);
    }
    page.comments(rule.close(), depth + 1);
    page.begin(depth);
    page.write("}");
  }

  private void group(GroupSyntax group, int depth, String behind) {
    String flat = flat(group);
    if (flat != null && page.fits(flat + behind)) {
      page.write(flat + behind);
      return;
    }
    bracket(group.written(), group.fields(), depth);
    page.write(behind);
  }

  /** One field a line. */
  private void bracket(Syntax.Written written, List<FieldSyntax> fields, int depth) {
    page.write(written.before() + "(");
    page.end(true);
    for (int i = 0; i < fields.size(); i++) {
      page.before(fields.get(i).written().at(), depth + 1);
      page.begin(depth + 1);
      field(fields.get(i), depth + 1, i < fields.size() - 1 ? "," : "");
      page.end(false);
    }
    page.comments(written.close(), depth + 1);
    page.begin(depth);
    page.write(")" + written.behind());
  }

  private void field(FieldSyntax field, int depth, String behind) {
    String flat = flat(field);
    if (flat != null && page.fits(flat + behind)) {
      page.write(flat + behind);
      return;
    }
    String head = head(field);
    boolean last = field.pipes().isEmpty();
    if (head != null && (page.fits(head + (last ? behind : "")) || field.members().isEmpty())) {
      page.write(head);
    } else {
      bracket(field.written(), field.members().orElse(List.of()), depth);
    }
    for (int i = 0; i < field.pipes().size(); i++) {
      pipe(field.pipes().get(i), depth, i < field.pipes().size() - 1 ? "" : behind);
    }
    page.write(behind);
  }

  /** Behind what stands before it, if it fits, else on a line of its own. */
  private void pipe(PipeSyntax pipe, int depth, String behind) {
    String flat = flat(pipe);
    if (flat != null && page.fits(" | " + flat + behind)) {
      page.write(" | " + flat);
    } else if (pipe instanceof PipeSyntax.Nested nested) {
      page.write(" | ");
      bracket(nested.group().written(), nested.group().fields(), depth);
    } else {
      page.end(false);
      page.begin(depth + 1);
      page.write("| " + flat);
    }
  }

  /** On one line, or null if it has to be on several. */
  private @Nullable String flat(GroupSyntax group) {
    return flat(group.written(), group.fields());
  }

  private @Nullable String flat(Syntax.Written written, List<FieldSyntax> fields) {
    if (page.isBrokenBehind(written.open()) || page.hasComment(written.at(), written.close())) {
      return null;
    }
    StringBuilder line = new StringBuilder(written.before()).append('(');
    for (int i = 0; i < fields.size(); i++) {
      String field = flat(fields.get(i));
      if (field == null) {
        return null;
      }
      line.append(i == 0 ? "" : ", ").append(field);
    }
    return line.append(')').append(written.behind()).toString();
  }

  private @Nullable String flat(FieldSyntax field) {
    String head = head(field);
    if (head == null) {
      return null;
    }
    StringBuilder line = new StringBuilder(head);
    for (PipeSyntax pipe : field.pipes()) {
      String flat = flat(pipe);
      if (flat == null) {
        return null;
      }
      line.append(" | ").append(flat);
    }
    return line.toString();
  }

  /** The field without its pipes. */
  private @Nullable String head(FieldSyntax field) {
    return field.members().isPresent()
        ? flat(field.written(), field.members().get())
        : field.written().before() + field.written().behind();
  }

  private @Nullable String flat(PipeSyntax pipe) {
    return pipe instanceof PipeSyntax.Nested nested
        ? flat(nested.group())
        : call((PipeSyntax.Call) pipe);
  }

  private static String call(PipeSyntax.Call call) {
    return call.arguments().stream()
        .map(RuleLayout::argument)
        .collect(Collectors.joining(", ", call.name().text() + "(", ")"));
  }

  private static String argument(Syntax.Argument argument) {
    if (argument instanceof Syntax.Argument.Text text) {
      return text.written();
    }
    if (argument instanceof Syntax.Argument.Nested nested) {
      return call(nested.call());
    }
    return ((Syntax.Argument.Items) argument)
        .items().stream()
            .map(Syntax.Argument.Text::written)
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
