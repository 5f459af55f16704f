package io.spillway.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.streams.settings.Problem;
import io.spillway.streams.settings.ProblemReport;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** Shows a configuration's problems: to people on standard error, as JSON on standard output. */
public final class ProblemPrinter {
  private ProblemPrinter() {}

  /** Prints them all and gives the exit status. */
  public static int print(List<Problem> problems, boolean json, CommandLine line) {
    if (json) {
      ObjectNode object = Json.object().put("ok", false);
      addAll(object.putArray("problems"), problems);
      line.getOut().println(object);
      line.getOut().flush();
    } else {
      line.getErr().print(ProblemReport.render(problems, Terminal.hasColour()));
      line.getErr().flush();
    }
    return ExitStatus.CONFIGURATION;
  }

  /** Shows what is allowed and should be known. */
  static void warn(List<Problem> warnings, PrintWriter out) {
    for (Problem warning : warnings) {
      out.println("warning: " + warning.place() + " " + warning.subject());
      out.println("  " + warning.what());
    }
    out.flush();
  }

  static void addAll(ArrayNode array, List<Problem> problems) {
    problems.forEach(problem -> add(array.addObject(), problem));
  }

  private static void add(ObjectNode object, Problem problem) {
    object
        .put("file", problem.place().file())
        .put("line", problem.place().line())
        .put("key", problem.key())
        .put("value", problem.value())
        .put("problem", problem.what())
        .put("nearest", problem.nearest());
  }
}
