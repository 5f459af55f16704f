package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.FieldSyntax;
import io.spillway.streams.wpl.Syntax.GroupSyntax;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import io.spillway.streams.wpl.Syntax.ScopeSyntax;
import io.spillway.streams.wpl.Syntax.SeparatorSyntax;
import io.spillway.streams.wpl.Syntax.Word;
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
    source.opens.add(source.at);
    List<FieldSyntax> fields = new ArrayList<>();
    while (!source.take(')')) {
      fields.add(field());
      if (!source.take(',')) {
        source.need(')', "after a field");
        break;
      }
    }
    source.closes.add(source.at - 1);
    length();
    Optional<SeparatorSyntax> separator = new SeparatorReader(source).separator();
    checkCount(kind, kindWord, fields);
    return new GroupSyntax(kind, kindWord.at(), fields, separator);
  }

  private void checkCount(GroupKind kind, Word word, List<FieldSyntax> fields) {
    boolean single = kind == GroupKind.OPT || kind == GroupKind.NOT;
    if (single && fields.size() != 1) {
      source.error(
          word.at(), kind.word + " holds one field, not " + fields.size(), "one field", "");
    }
  }

  private FieldSyntax field() {
    int repeat = repeat();
    Word type = type();
    Optional<String> content = content(type);
    source.skipSpace();
    Optional<List<FieldSyntax>> members =
        source.peek() == '(' ? Optional.of(members()) : Optional.empty();
    Optional<String> name = name();
    length();
    Optional<ScopeSyntax> scope = scope();
    Optional<SeparatorSyntax> separator = new SeparatorReader(source).separator();
    return new FieldSyntax(
        type, repeat, false, content, members, ANY_PATH, name, scope, separator, pipes());
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
      if (!source.take(',') && source.peek() != ')') {
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
    if (type.text().isEmpty()) {
      type = new Word("chars", begin);
    }
    Optional<String> content = content(type);
    source.skipSpace();
    Optional<List<FieldSyntax>> members =
        source.peek() == '(' ? Optional.of(members()) : Optional.empty();
    Optional<ScopeSyntax> early = scope();
    String path = source.take('@') ? path() : ANY_PATH;
    Optional<String> name = name();
    length();
    Optional<ScopeSyntax> scope = early.or(this::scope);
    Optional<SeparatorSyntax> separator = new SeparatorReader(source).separator();
    if (source.at == begin) {
      throw source.stop(begin, source.found() + " where a member should be", "type@path", "");
    }
    return new FieldSyntax(
        type, 1, optional, content, members, path, name, scope, separator, pipes());
  }

  private String path() {
    source.skipSpace();
    int at = source.at;
    if (source.takeHere("'")) {
      return Literals.single(source, at);
    }
    Word path = source.word("_./-[]*");
    if (path.text().isEmpty()) {
      throw source.stop(at, source.found() + " after '@'", "a key or path", "");
    }
    return path.text();
  }

  private Optional<String> name() {
    if (!source.take(':')) {
      return Optional.empty();
    }
    Word name = source.word(RuleReader.NAME);
    if (name.text().isEmpty()) {
      throw source.stop(name.at(), source.found() + " after ':'", "a name", "");
    }
    return Optional.of(name.text());
  }

  /** {@code [N]}, which changes nothing. */
  private void length() {
    if (source.peek() == '[') {
      source.at++;
      Word digits = source.word("");
      if (digits.text().isEmpty() || !digits.text().chars().allMatch(Character::isDigit)) {
        throw source.stop(digits.at(), "a length is a number", "[N]", "");
      }
      source.need(']', "after a length");
    }
  }

  private Optional<ScopeSyntax> scope() {
    source.skipSpace();
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
