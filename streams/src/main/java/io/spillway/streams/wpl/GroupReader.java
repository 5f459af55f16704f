package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import io.spillway.streams.wpl.Syntax.ScopeSyntax;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import io.spillway.streams.wpl.Syntax.Word;
import io.spillway.streams.wpl.Syntax.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads groups, fields and subfields. */
final class GroupReader {
  private static final String ANY_PATH = "*";

  private final Source source;

  GroupReader(Source source) {
    this.source = source;
  }

  GroupSyntax group() {
    Word kindWord = source.word("_");
    GroupKind kind = GroupKind.SEQ;
    if (!kindWord.text().isEmpty()) {
      GroupKind named = GroupKind.find(kindWord.text());
      if (named == null) {
        source.unknown(
            "group", kindWord, GroupKind.WORDS, "a group: (, seq(, alt(, opt(, some_of( or not(");
        throw new Source.Stop();
      }
      kind = named;
    }
    source.need('(', "where a group should begin");
    int open = source.at - 1;
    List<FieldSyntax> fields = new ArrayList<>();
    while (!source.take(')')) {
      fields.add(field());
      if (!source.take(',')) {
        source.need(')', "after a field");
        break;
      }
    }
    int close = source.at - 1;
    String length = length();
    int from = source.at;
    Optional<SeparatorSyntax> separator = new SeparatorReader(source).separator();
    checkCount(kind, kindWord, fields);
    String behind = length + source.text(from, source.at);
    return new GroupSyntax(
        kind, fields, separator, new Written(kindWord.at(), open, close, kindWord.text(), behind));
  }

  private void checkCount(GroupKind kind, Word word, List<FieldSyntax> fields) {
    boolean single = kind == GroupKind.OPT || kind == GroupKind.NOT;
    if (single && fields.size() != 1) {
      source.error(
          word.at(), kind.word + " holds one field, not " + fields.size(), "one field", "");
    }
  }

  private FieldSyntax field() {
    source.skipSpace();
    int at = source.at;
    int repeat = repeat();
    String before = source.text(at, source.at);
    Word type = type();
    int from = source.at;
    Optional<String> content = content(type);
    before += type.text() + source.text(from, source.at);
    source.skipSpace();
    int open = source.at;
    Optional<List<FieldSyntax>> members =
        source.peek() == '(' ? Optional.of(members()) : Optional.empty();
    int close = source.at - 1;
    StringBuilder behind = new StringBuilder();
    Optional<String> name = name(behind);
    behind.append(length());
    Optional<ScopeSyntax> scope = scope(behind);
    int parts = scope.isEmpty() ? parts(type, behind) : 1;
    Optional<SeparatorSyntax> separator = separator(behind);
    return new FieldSyntax(
        type,
        repeat,
        parts,
        false,
        content,
        members,
        ANY_PATH,
        name,
        scope,
        separator,
        pipes(),
        new Written(at, members.isEmpty() ? -1 : open, close, before, behind.toString()));
  }

  /** {@code ^N}: N texts, with the separators between them, are one value. */
  private int parts(Word type, StringBuilder behind) {
    int at = source.at;
    if (source.peek() != '^') {
      return 1;
    }
    source.at++;
    int from = source.at;
    while (Character.isDigit(source.peek())) {
      source.at++;
    }
    String digits = source.text(from, source.at);
    if (digits.isEmpty() || digits.length() > 4 || Integer.parseInt(digits) == 0) {
      throw source.stop(at, "'^' and no number of texts behind it", "^1 to ^9999", "");
    }
    if (!type.text().equals("chars") && !type.text().equals("_")) {
      String message = "'^" + digits + "' makes one value of several texts, and no " + type.text();
      source.error(at, message, "'^' behind chars or _, or N*TYPE", "");
    }
    behind.append('^').append(digits);
    return Integer.parseInt(digits);
  }

  private Optional<SeparatorSyntax> separator(StringBuilder written) {
    int from = source.at;
    Optional<SeparatorSyntax> separator = new SeparatorReader(source).separator();
    written.append(source.text(from, source.at));
    return separator;
  }

  private int repeat() {
    source.skipSpace();
    int from = source.at;
    int digits = 0;
    while (Character.isDigit(source.peek(digits))) {
      digits++;
    }
    if (source.peek(digits) != '*') {
      return 1;
    }
    source.at += digits + 1;
    if (digits == 0) {
      return Field.REPEAT_ALL;
    }
    String number = source.text(from, from + digits);
    if (digits > 4 || Integer.parseInt(number) == 0) {
      throw source.stop(from, "a field cannot repeat " + number + " times", "1 to 9999", "");
    }
    return Integer.parseInt(number);
  }

  private Word type() {
    Word type = source.word("_/");
    if (type.text().isEmpty()) {
      throw source.stop(type.at(), source.found() + " where a type should be", "a type", "");
    }
    return type;
  }

  /** {@code (text)} of a symbol, {@code \)} standing for a bracket. */
  private Optional<String> content(Word type) {
    if (!type.text().equals("symbol") && !type.text().equals("peek_symbol")) {
      return Optional.empty();
    }
    int open = source.at;
    if (!source.takeHere("(")) {
      return Optional.of("");
    }
    StringBuilder text = new StringBuilder();
    while (!source.isEnd()) {
      if (source.takeHere(")")) {
        return Optional.of(text.toString());
      }
      if (source.peek() == '\\' && (source.peek(1) == ')' || source.peek(1) == '\\')) {
        source.at++;
      }
      text.append(source.peek());
      source.at++;
    }
    throw source.stop(open, "the symbol is not closed", "')'", "");
  }

  private List<FieldSyntax> members() {
    source.need('(', "where members should be");
    List<FieldSyntax> members = new ArrayList<>();
    while (!source.take(')')) {
      members.add(member());
      source.skipSpace();
      boolean another = source.peek() == '@' || Character.isLetter(source.peek());
      if (!source.take(',') && source.peek() != ')' && !another) {
        throw source.stop(source.at, source.found() + " after a member", "',' or ')'", "");
      }
    }
    return members;
  }

  private FieldSyntax member() {
    source.skipSpace();
    int begin = source.at;
    Word type = source.word("_/");
    boolean optional = type.text().equals("opt") && source.peek() == '(';
    if (optional) {
      source.need('(', "after 'opt'");
      type = type();
      source.need(')', "after the type");
    }
    String before = optional ? "opt(" + type.text() + ")" : type.text();
    if (type.text().isEmpty()) {
      type = new Word("chars", begin);
    }
    int from = source.at;
    Optional<String> content = content(type);
    before += source.text(from, source.at);
    source.skipSpace();
    int open = source.at;
    Optional<List<FieldSyntax>> members =
        source.peek() == '(' ? Optional.of(members()) : Optional.empty();
    int close = source.at - 1;
    StringBuilder behind = new StringBuilder();
    Optional<ScopeSyntax> early = scope(behind);
    String path = source.take('@') ? path(behind) : ANY_PATH;
    Optional<String> name = name(behind);
    behind.append(length());
    Optional<ScopeSyntax> scope = early.isPresent() ? early : scope(behind);
    Optional<SeparatorSyntax> separator = separator(behind);
    if (source.at == begin) {
      throw source.stop(begin, source.found() + " where a member should be", "type@path", "");
    }
    return new FieldSyntax(
        type,
        1,
        1,
        optional,
        content,
        members,
        path,
        name,
        scope,
        separator,
        pipes(),
        new Written(begin, members.isEmpty() ? -1 : open, close, before, behind.toString()));
  }

  private String path(StringBuilder written) {
    source.skipSpace();
    int at = source.at;
    String path;
    if (source.takeHere("'")) {
      path = Literals.single(source, at);
    } else {
      path = source.word("_./-[]*").text();
      if (path.isEmpty()) {
        throw source.stop(at, source.found() + " after '@'", "a key or path", "");
      }
    }
    written.append('@').append(source.text(at, source.at));
    return path;
  }

  private Optional<String> name(StringBuilder written) {
    if (!source.take(':')) {
      return Optional.empty();
    }
    Word name = source.word(RuleReader.NAME);
    if (name.text().isEmpty()) {
      throw source.stop(name.at(), source.found() + " after ':'", "a name", "");
    }
    written.append(':').append(name.text());
    return Optional.of(name.text());
  }

  /** {@code [N]}, which changes nothing. */
  private String length() {
    if (source.peek() != '[') {
      return "";
    }
    source.at++;
    Word digits = source.word("");
    if (digits.text().isEmpty() || !digits.text().chars().allMatch(Character::isDigit)) {
      throw source.stop(digits.at(), "a length is a number", "[N]", "");
    }
    source.need(']', "after a length");
    return "[" + digits.text() + "]";
  }

  private Optional<ScopeSyntax> scope(StringBuilder written) {
    source.skipSpace();
    int from = source.at;
    Optional<ScopeSyntax> scope = scope();
    written.append(source.text(from, source.at));
    return scope;
  }

  private Optional<ScopeSyntax> scope() {
    int at = source.at;
    if (source.takeHere("\"")) {
      return Optional.of(new ScopeSyntax("\"", "\""));
    }
    if (!source.takeHere("<")) {
      return Optional.empty();
    }
    int depth = 1;
    int from = source.at;
    while (!source.isEnd() && source.peek() != '\n') {
      depth += source.peek() == '<' ? 1 : source.peek() == '>' ? -1 : 0;
      source.at++;
      if (depth == 0) {
        return Optional.of(scope(at, source.text(from, source.at - 1)));
      }
    }
    throw source.stop(at, "the scope is not closed", "<begin,end>", "");
  }

  private ScopeSyntax scope(int at, String text) {
    int comma = text.indexOf(',');
    if (comma <= 0 || comma == text.length() - 1) {
      throw source.stop(at, "a scope has a begin and an end", "<begin,end>", "");
    }
    return new ScopeSyntax(text.substring(0, comma), text.substring(comma + 1));
  }

  private List<PipeSyntax> pipes() {
    List<PipeSyntax> pipes = new ArrayList<>();
    while (source.take('|')) {
      pipes.add(pipe());
    }
    return pipes;
  }

  private PipeSyntax pipe() {
    source.skipSpace();
    int from = source.at;
    Word word = source.word("_");
    boolean not = word.text().equals("not") && FunctionReader.isCallInside(source);
    if (word.text().isEmpty() || (GroupKind.find(word.text()) != null && !not)) {
      source.at = from;
      return new PipeSyntax.Nested(group());
    }
    return new FunctionReader(source).call(word);
  }
}
