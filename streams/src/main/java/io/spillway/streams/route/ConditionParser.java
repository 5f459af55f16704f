package io.spillway.streams.route;

import io.spillway.streams.event.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recursive descent over a condition's tokens; notes the first problem and stops there. Precedence
 * from low to high: {@code ||}, {@code &&}, {@code !}.
 */
final class ConditionParser {
  private static final String TERM = "$field, isset($field), true, false, ! or (";
  private static final int DEEPEST = 200;

  private final String text;
  private final Names names;
  private final ConditionLexer lexer;
  private final List<String> fields = new ArrayList<>();
  private ConditionLexer.Token token;
  private Condition.@Nullable Problem problem;
  private int depth;

  ConditionParser(String text, Names names) {
    this.text = text;
    this.names = names;
    this.lexer = new ConditionLexer(text);
    this.token = lexer.next();
  }

  Condition.Result parse() {
    Clause clause = or();
    if (problem == null && token.kind() != ConditionLexer.Kind.END) {
      expected("&&, || or the end");
    }
    Condition.Problem found = problem;
    return found == null ? new Condition.Compiled(new Condition(text, clause, fields)) : found;
  }

  private Clause or() {
    Clause left = and();
    while (problem == null && take("||")) {
      left = new Clause.Or(left, and());
    }
    return left;
  }

  private Clause and() {
    Clause left = term();
    while (problem == null && take("&&")) {
      left = new Clause.And(left, term());
    }
    return left;
  }

  private Clause term() {
    if (++depth > DEEPEST) {
      return expected("at most " + DEEPEST + " levels");
    }
    try {
      return termHere();
    } finally {
      depth--;
    }
  }

  private Clause termHere() {
    if (take("!")) {
      return new Clause.Not(term());
    } else if (take("(")) {
      Clause inner = or();
      return problem == null && !take(")") ? expected(")") : inner;
    } else if (take("true")) {
      return new Clause.Constant(true);
    } else if (take("false")) {
      return new Clause.Constant(false);
    } else if (take("isset")) {
      return isSet();
    } else if (token.kind() == ConditionLexer.Kind.FIELD) {
      return comparison(field());
    }
    return expected(TERM);
  }

  private Clause isSet() {
    if (!take("(")) {
      return expected("(");
    }
    if (token.kind() != ConditionLexer.Kind.FIELD) {
      return expected("$field");
    }
    FieldRef field = field();
    return take(")") ? new Clause.IsSet(field) : expected(")");
  }

  private FieldRef field() {
    String name = token.text();
    if (!fields.contains(name)) {
      fields.add(name);
    }
    token = lexer.next();
    return new FieldRef(name, names);
  }

  private Clause comparison(FieldRef field) {
    Operator operator = null;
    for (Operator each : Operator.values()) {
      if (token.is(each.sign())) {
        operator = each;
      }
    }
    if (operator == null) {
      return expected("== != > < >= <= or =*");
    }
    token = lexer.next();
    ConditionLexer.Token value = token;
    if (operator == Operator.GLOB && value.kind() != ConditionLexer.Kind.STRING) {
      return expected("a string");
    }
    Literal literal =
        switch (value.kind()) {
          case STRING -> Literal.text(value.text());
          case NUMBER -> Literal.number(value.text());
          case WORD -> value.is("true") || value.is("false") ? Literal.text(value.text()) : null;
          default -> null;
        };
    if (literal == null) {
      return expected("a string, a number, true or false");
    }
    token = lexer.next();
    return operator == Operator.GLOB
        ? new Clause.Matches(field, new Glob(value.text()))
        : new Clause.Compare(field, operator, literal);
  }

  private boolean take(String sign) {
    if (problem != null || !token.is(sign)) {
      return false;
    }
    token = lexer.next();
    return true;
  }

  private Clause expected(String what) {
    if (problem == null) {
      problem =
          new Condition.Problem(token.column(), token.shown(), what, ConditionWords.nearest(token));
    }
    return new Clause.Constant(false);
  }
}
