package io.spillway.streams.wpl;

import io.spillway.streams.event.FieldType;
import io.spillway.streams.event.Names;
import io.spillway.streams.wpl.Syntax.Argument;
import io.spillway.streams.wpl.Syntax.PipeSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Compiles calls of pipe functions; notes errors and answers null for those. */
final class PipeCompiler {
  private final Source source;
  private final Names names;

  PipeCompiler(Source source, Names names) {
    this.source = source;
    this.names = names;
  }

  @Nullable Pipe call(PipeSyntax.Call call, boolean inNot) {
    String name = call.name().text();
    if (!PipeFunctions.NAMES.contains(name)) {
      source.unknown("function", call.name(), PipeFunctions.NAMES, "a function or a group");
      return null;
    }
    try {
      return build(name, new Arguments(source, call), inNot);
    } catch (Source.Stop noted) {
      return null;
    }
  }

  private @Nullable Pipe build(String name, Arguments arguments, boolean inNot) {
    return switch (name) {
      case "take" -> {
        arguments.need(1, "take(name)");
        yield take(arguments.word(0), true);
      }
      case "last" -> {
        arguments.need(0, "last()");
        yield new PipeSteps.Last();
      }
      case "has" -> {
        arguments.need(0, "has()");
        yield new PipeChecks.Has();
      }
      case "f_has" -> {
        arguments.need(1, "f_has(name)");
        yield on(arguments, new PipeChecks.Has(), true);
      }
      case "chars_has", "chars_not_has" -> {
        arguments.need(1, name + "(text)");
        yield negated(name, new PipeChecks.OneOf(FieldType.TEXT, List.of(arguments.bytes(0))));
      }
      case "f_chars_has", "f_chars_not_has" -> {
        arguments.need(2, name + "(name, text)");
        Pipe check =
            negated(name, new PipeChecks.OneOf(FieldType.TEXT, List.of(arguments.bytes(1))));
        yield on(arguments, check, !name.contains("not"));
      }
      case "chars_in" -> {
        arguments.need(1, "chars_in([text, ...])");
        yield new PipeChecks.OneOf(FieldType.TEXT, arguments.list(0));
      }
      case "f_chars_in" -> {
        arguments.need(2, "f_chars_in(name, [text, ...])");
        yield on(arguments, new PipeChecks.OneOf(FieldType.TEXT, arguments.list(1)), true);
      }
      case "digit_has", "digit_in" -> {
        arguments.need(1, name.equals("digit_in") ? "digit_in([n, ...])" : "digit_has(n)");
        yield new PipeChecks.NumberIn(arguments.numbers(0));
      }
      case "f_digit_has", "f_digit_in" -> {
        arguments.need(2, name + (name.endsWith("in") ? "(name, [n, ...])" : "(name, n)"));
        yield on(arguments, new PipeChecks.NumberIn(arguments.numbers(1)), true);
      }
      case "digit_range" -> {
        arguments.need(2, "digit_range(from, to)");
        yield new PipeChecks.NumberIn(new long[] {arguments.number(0), arguments.number(1)});
      }
      case "ip_in" -> {
        arguments.need(1, "ip_in([address, ...])");
        yield new PipeChecks.OneOf(FieldType.IP, arguments.addresses(0));
      }
      case "f_ip_in" -> {
        arguments.need(2, "f_ip_in(name, [address, ...])");
        yield on(arguments, new PipeChecks.OneOf(FieldType.IP, arguments.addresses(1)), true);
      }
      case "starts_with" -> {
        arguments.need(1, "starts_with('text')");
        yield new PipeChecks.StartsWith(arguments.bytes(0), !inNot);
      }
      case "regex_match" -> {
        arguments.need(1, "regex_match('pattern')");
        yield new PipeChecks.Regex(pattern(arguments));
      }
      case "json_unescape", "base64_decode" -> {
        arguments.need(0, name + "()");
        yield new PipeSteps.Decode(name.startsWith("base64"));
      }
      case "chars_replace" -> {
        arguments.need(2, "chars_replace(from, to)");
        yield new PipeSteps.Replace(arguments.bytes(0), arguments.bytesOrEmpty(1));
      }
      default -> not(arguments);
    };
  }

  private @Nullable Pipe not(Arguments arguments) {
    arguments.need(1, "not(function)");
    PipeSyntax.Call inner = arguments.call(0);
    if (List.of("take", "last", "json_unescape", "base64_decode", "chars_replace")
        .contains(inner.name().text())) {
      throw source.stop(inner.name().at(), "not() inverts a check", "a function that checks", "");
    }
    Pipe check = call(inner, true);
    return check == null ? null : new PipeSteps.Not(check);
  }

  private static Pipe negated(String name, Pipe check) {
    return name.contains("not") ? new PipeSteps.Not(check) : check;
  }

  private Pipe on(Arguments arguments, Pipe check, boolean mustExist) {
    String target = arguments.word(0);
    return target.equals("_") ? check : new PipeSteps.Both(take(target, mustExist), check);
  }

  private Pipe take(String name, boolean mustExist) {
    return new PipeSteps.Take(names.intern(name), name.getBytes(StandardCharsets.UTF_8), mustExist);
  }

  private Pattern pattern(Arguments arguments) {
    try {
      return Pattern.compile(arguments.text(0));
    } catch (PatternSyntaxException e) {
      throw source.stop(
          arguments.at(0), "bad regular expression: " + e.getDescription(), "a pattern", "");
    }
  }

  /** The arguments of one call, with errors where they are not what the function wants. */
  private static final class Arguments {
    private final Source source;
    private final PipeSyntax.Call call;

    Arguments(Source source, PipeSyntax.Call call) {
      this.source = source;
      this.call = call;
    }

    void need(int count, String usage) {
      if (call.arguments().size() != count) {
        throw source.stop(
            call.name().at(),
            call.name().text() + " wants " + count + (count == 1 ? " argument" : " arguments"),
            usage,
            "");
      }
    }

    int at(int index) {
      return call.arguments().get(index).at();
    }

    String text(int index) {
      if (call.arguments().get(index) instanceof Argument.Text text) {
        return text.text();
      }
      throw source.stop(at(index), "unexpected argument", "one text", "");
    }

    String word(int index) {
      return text(index);
    }

    byte[] bytes(int index) {
      byte[] bytes = bytesOrEmpty(index);
      if (bytes.length == 0) {
        throw source.stop(at(index), "the text is empty", "at least one character", "");
      }
      return bytes;
    }

    byte[] bytesOrEmpty(int index) {
      return text(index).getBytes(StandardCharsets.UTF_8);
    }

    PipeSyntax.Call call(int index) {
      if (call.arguments().get(index) instanceof Argument.Nested nested) {
        return nested.call();
      }
      throw source.stop(at(index), "not() inverts a function", "a function", "");
    }

    private List<Argument.Text> items(int index) {
      if (call.arguments().get(index) instanceof Argument.Items items) {
        return items.items();
      }
      return List.of(new Argument.Text(text(index), at(index), text(index)));
    }

    List<byte[]> list(int index) {
      return items(index).stream()
          .map(item -> item.text().getBytes(StandardCharsets.UTF_8))
          .toList();
    }

    long number(int index) {
      return parse(text(index), at(index));
    }

    long[] numbers(int index) {
      List<Argument.Text> items = items(index);
      long[] bounds = new long[items.size() * 2];
      for (int i = 0; i < items.size(); i++) {
        bounds[2 * i] = parse(items.get(i).text(), items.get(i).at());
        bounds[2 * i + 1] = bounds[2 * i];
      }
      return bounds;
    }

    private long parse(String text, int at) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw source.stop(at, "'" + text + "' is no whole number", "a whole number", "");
      }
    }

    List<byte[]> addresses(int index) {
      List<byte[]> canonical = new ArrayList<>();
      for (Argument.Text item : items(index)) {
        byte[] in = item.text().getBytes(StandardCharsets.UTF_8);
        int[] groups = new int[8];
        if (Addresses.v4End(in, 0, in.length) == in.length) {
          canonical.add(in);
        } else if (Addresses.v6(in, 0, in.length, groups) == in.length) {
          byte[] out = new byte[Addresses.LONGEST];
          canonical.add(java.util.Arrays.copyOf(out, Addresses.writeV6(groups, out, 0)));
        } else {
          throw source.stop(
              item.at(), "'" + item.text() + "' is no address", "an IPv4 or IPv6 address", "");
        }
      }
      return canonical;
    }
  }
}
