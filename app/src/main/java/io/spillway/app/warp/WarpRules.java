package io.spillway.app.warp;

import io.spillway.streams.event.Names;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleError;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of a project, file by file as they are; those that do not compile are set apart. */
final class WarpRules {
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<String> used = new ArrayList<>();
  private RuleSet rules = RuleSet.raw();

  /** Reads what Warp Parse reads: all {@code parse*.wpl} below its folder. */
  static WarpRules read(WarpProject project, Path folder) throws IOException {
    WarpRules all = new WarpRules();
    List<RuleFile> good = new ArrayList<>();
    for (Path path : project.below(folder, ".wpl")) {
      String target = "rules/" + folder.relativize(path);
      if (!path.getFileName().toString().startsWith("parse")) {
        aside(project, path);
        continue;
      }
      Optional<String> text = project.text(path);
      if (text.isPresent()) {
        RuleFile file = new RuleFile(project.name(path), text.get());
        good.add(file);
        Compilation compilation = RuleSet.compile(good);
        if (compilation.rules().isPresent()) {
          all.rules = compilation.rules().get();
          all.used.add(target);
          all.texts.put(target, text.get());
          project.note(path, Verdict.MAPPED, target, "as it is");
        } else {
          good.remove(good.size() - 1);
          all.texts.put(target + ".broken", text.get());
          broken(project, path, target + ".broken", compilation.errors());
        }
      }
    }
    return all;
  }

  private static void aside(WarpProject project, Path path) {
    boolean generates = path.getFileName().toString().startsWith("gen_");
    String note =
        generates
            ? "no part of the configuration, Warp Parse reads parse*.wpl: spillway gen rule takes"
                + " it"
            : "Warp Parse reads parse*.wpl and not this file, nor is it used here";
    project.note(path, generates ? Verdict.DIFFERS : Verdict.MAPPED, "", note);
  }

  private static void broken(
      WarpProject project, Path path, String target, List<RuleError> errors) {
    RuleError first = errors.get(0);
    String note =
        "does not compile and is not used, mend it and add it to rules: "
            + first.path()
            + ":"
            + first.line()
            + ":"
            + first.column()
            + ": "
            + first.message()
            + (first.expected().isEmpty() ? "" : ", expected " + first.expected())
            + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "");
    project.note(path, Verdict.NONE, target, note);
  }

  /** The files to write, by name, with what they hold. */
  Map<String, String> texts() {
    return texts;
  }

  /** Those that the configuration names. */
  List<String> used() {
    return used;
  }

  /** Full names in order of declaration. */
  List<String> names() {
    return rules.names().stream().filter(name -> !name.equals(RuleSet.RAW)).toList();
  }

  Names fieldNames() {
    return rules.fieldNames();
  }
}
