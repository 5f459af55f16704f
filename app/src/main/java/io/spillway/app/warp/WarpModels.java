package io.spillway.app.warp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The project's OML models, and what is said of each of their statements. */
final class WarpModels {
  private WarpModels() {}

  static List<OmlModel> read(WarpProject project, Path folder) throws IOException {
    List<OmlModel> all = new ArrayList<>();
    for (Path path : project.below(folder, ".oml")) {
      Optional<String> text = project.text(path);
      text.ifPresent(oml -> all.add(OmlModel.of(project.name(path), oml)));
    }
    return all;
  }

  /** Adds the constants that the model gives every event. */
  static void constants(OmlModel model, Map<String, String> tags) {
    for (OmlModel.Statement statement : model.statements()) {
      String constant = statement.constant();
      if (constant != null) {
        tags.putIfAbsent(statement.target(), constant);
      }
    }
  }

  /** Says it of every statement of every model. */
  static void judge(WarpProject project, List<OmlModel> models) {
    for (OmlModel model : models) {
      project.note(model.file(), "name", model.name(), Verdict.MAPPED, "groups", "");
      String rules = String.join(" ", model.rules());
      project.note(model.file(), "rule", rules, Verdict.MAPPED, "groups, by their rules", "");
      model.statements().forEach(statement -> statement(project, model, statement));
      if (!model.passesAll()) {
        String note = "it leaves out fields that it does not name; here a sink gets all fields";
        project.note(model.file(), "*", "", Verdict.NONE, "", note + ": drop them in the rule (_)");
      }
    }
  }

  private static void statement(WarpProject project, OmlModel model, OmlModel.Statement statement) {
    String value = statement.expression();
    value = value.length() > 80 ? value.substring(0, 77) + "..." : value;
    if (statement.passes() && !statement.target().contains(",")) {
      String note = "fields are written as the rule made them";
      project.note(model.file(), statement.target(), value, Verdict.MAPPED, "", note);
    } else if (statement.constant() != null) {
      String note = "a text, behind the event's own fields";
      String here = "tags of the groups that took the model";
      project.note(model.file(), statement.target(), value, Verdict.DIFFERS, here, note);
    } else {
      String renames = statement.expression().matches("(take|read)\\s*\\(.*\\)") ? "rename" : "";
      String note =
          renames.isEmpty()
              ? "nothing computes fields here: do it behind the sink"
              : "nothing renames or converts fields behind the rule: name the field so in the rule";
      project.note(model.file(), statement.target(), value, Verdict.NONE, "", note);
    }
  }
}
