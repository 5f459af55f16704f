package io.spillway.streams.wpl;

import io.spillway.streams.wpl.Syntax.Argument;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import io.spillway.streams.wpl.Syntax.Word;
import java.util.ArrayList;
import java.util.List;

/** Reads calls of pipe functions with their arguments. */
final class FunctionReader {
  private final Source source;

  FunctionReader(Source source) {
    this.source = source;
  }

  /** Whether {@code ( function (} stands here: {@code not} of a function, not of a field. */
  static boolean isCallInside(Source source) {
    int from = source.at;
    boolean call = false;
    if (source.take('(')) {
      Word inner = source.word("_");
      source.skipSpace();
      call = source.peek() == '(' && PipeFunctions.NAMES.contains(inner.text());
    }
    source.at = from;
    return call;
  }

  PipeSyntax.Call call(Word name) {
    source.skipSpace();
    source.need('(', "after '" + name.text() + "'");
    List<Argument> arguments = new ArrayList<>();
    while (!source.take(')')) {
      arguments.add(argument());
      if (!source.take(',')) {
        source.need(')', "in the arguments of '" + name.text() + "'");
        break;
      }
    }
    return new PipeSyntax.Call(name, arguments);
  }

  private Argument argument() {
    source.skipSpace();
    int at = source.at;
    if (!source.takeHere("[")) {
      return textOrCall();
    }
    List<Argument.Text> items = new ArrayList<>();
    while (!source.take(']')) {
      items.add(text(",]"));
      if (!source.take(',')) {
        source.need(']', "in a list");
        break;
      }
    }
    return new Argument.Items(items, at);
  }

  private Argument textOrCall() {
    int at = source.at;
    Word word = source.word("_");
    if (PipeFunctions.NAMES.contains(word.text()) && source.take('(')) {
      source.at--;
      return new Argument.Nested(call(word), at);
    }
    source.at = at;
    return text(",)");
  }

  private Argument.Text text(String ends) {
    source.skipSpace();
    int at = source.at;
    if (Literals.begins(source)) {
      String quoted = Literals.quoted(source);
      return new Argument.Text(quoted, at, source.text(at, source.at));
    }
    while (!source.isEnd() && ends.indexOf(source.peek()) < 0 && source.peek() != '\n') {
      source.at++;
    }
    String text = source.text(at, source.at).strip();
    if (text.isEmpty()) {
      throw source.stop(at, source.found() + " where an argument should be", "an argument", "");
    }
    return new Argument.Text(text, at, text);
  }
}
