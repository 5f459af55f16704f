package io.spillway.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.app.tap.TapText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows records as they pass a part of a running node. */
@Command(
    name = "tap",
    description = "Show live records of a source, group or sink, without slowing the node down.",
    footer = {
      "",
      "What passes faster than it can be shown is skipped and counted; the last line says how"
          + " much.",
      "Ends at --limit, after --for, when the node drains, or by Ctrl-C. Ends with 1 if there is",
      "no such part or the condition is wrong.",
      "",
      "Examples:",
      "  spillway tap --source logs",
      "  spillway tap --group web --where '$status >= 500' --limit 20",
      "  spillway tap --source logs --rule /nginx/access --before --for 10s",
      "  spillway tap --sink web-json --json | jq .event"
    })
final class TapCommand implements Callable<Integer> {
  @Mixin private final AdminOption admin = new AdminOption();
  @Mixin private final JsonOption json = new JsonOption();

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Part part;

  /** One of them. */
  static final class Part {
    @Option(names = "--source", paramLabel = "NAME", description = "What a source takes in.")
    @Nullable String source;

    @Option(names = "--group", paramLabel = "NAME", description = "What a group takes.")
    @Nullable String group;

    @Option(names = "--sink", paramLabel = "NAME", description = "What a sink is offered.")
    @Nullable String sink;
  }

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = "Only records for which it holds; written as a group's when.")
  private @Nullable String where;

  @Option(names = "--rule", paramLabel = "NAME", description = "Only records of this rule.")
  private @Nullable String rule;

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Quantities.Count.class,
      description = "End after so many records.")
  private @Nullable Long limit;

  @Option(names = "--for", paramLabel = "TIME", description = "End after so long, as 30s or 5m.")
  private @Nullable String time;

  @ArgGroup private @Nullable Side side;

  /** Which side of the rules. */
  static final class Side {
    @Option(names = "--before", description = "Show records as read, before their rule.")
    boolean before;

    @Option(names = "--after", description = "Show events, after their rule. This is the default.")
    boolean after;
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private @Nullable JsonNode state;
  private long shown;

  @Override
  public Integer call() {
    TapText text = new TapText(Terminal.look().styled());
    try (Interrupt interrupt = Interrupt.watch();
        Stream<String> lines = admin.client().lines(path())) {
      interrupt.closes(lines);
      String broken = show(lines.iterator(), text);
      JsonNode end = state;
      PrintWriter err = spec.commandLine().getErr();
      boolean ended = end != null && !end.path("tap").asText().equals("open");
      err.println(end != null && ended ? text.end(end) : text.left(shown, end));
      err.flush();
      if (!ended && !interrupt.came()) {
        throw new CommandFailure(ExitStatus.UNAVAILABLE, "the node broke off: " + broken);
      }
      return ExitStatus.OK;
    }
  }

  /** Prints what comes; why it ended, if not in good order. */
  private String show(Iterator<String> lines, TapText text) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      while (lines.hasNext()) {
        String line = lines.next();
        JsonNode record = Json.parse(line);
        if (record.has("tap")) {
          state = record;
        } else {
          shown++;
          out.println(json.isSet() ? line : text.record(record));
          out.flush();
        }
        if (out.checkError()) { // whoever read this has gone
          return "output closed";
        }
      }
      return "no more lines";
    } catch (UncheckedIOException | JsonProcessingException fault) {
      return String.valueOf(fault.getMessage());
    }
  }

  private String path() {
    StringBuilder path = new StringBuilder("/api/tap?");
    path.append(side != null && side.before ? "before=true" : "before=false");
    add(path, "source", part.source);
    add(path, "group", part.group);
    add(path, "sink", part.sink);
    add(path, "where", where);
    add(path, "rule", rule);
    add(path, "limit", limit);
    add(path, "for", time);
    return path.toString();
  }

  private static void add(StringBuilder path, String name, @Nullable Object value) {
    if (value != null) {
      path.append('&').append(name).append('=');
      path.append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }
}
