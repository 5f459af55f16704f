package io.spillway.app.cli;

import io.spillway.app.gen.Kind;
import io.spillway.app.gen.Lines;
import io.spillway.streams.wpl.Compilation;
import io.spillway.streams.wpl.RuleFile;
import io.spillway.streams.wpl.RuleLines;
import io.spillway.streams.wpl.RuleSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code gen} that say what lines look like: a kind, samples, or rules. */
final class GenLines {
  @ArgGroup private @Nullable Origin origin;

  @Option(
      names = "--rule",
      paramLabel = "/PACKAGE/NAME",
      description = "Only of this rule of --rules. Default: of all of them in turn.")
  private @Nullable String rule;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of lines made from --rules; the same seed makes the same lines. Default: 1.")
  private @Nullable Long seed;

  /** One of them, or none. */
  private static final class Origin {
    @Option(
        names = {"-k", "--kind"},
        paramLabel = "WORD",
        description = "What lines look like: ${COMPLETION-CANDIDATES}. Default: nginx.")
    private @Nullable Kind kind;

    @Option(
        names = "--samples",
        paramLabel = "FILE",
        description = "Send the lines of this file instead, over and over.")
    private @Nullable Path samples;

    @Option(
        names = "--rules",
        paramLabel = "FILE_OR_DIR",
        description =
            "Send lines that these rules parse wholly, made at random; may be given again.")
    private List<Path> rules = new ArrayList<>();
  }

  /** What is wrong with the options together. */
  Optional<String> problem() {
    boolean made = origin != null && !origin.rules.isEmpty();
    if (!made && (rule != null || seed != null)) {
      return Optional.of((rule != null ? "--rule" : "--seed") + " needs --rules");
    }
    Path samples = origin == null ? null : origin.samples;
    return samples != null && !Files.isReadable(samples)
        ? Optional.of("can't read " + samples)
        : Optional.empty();
  }

  /** The lines; none if rules are wrong, which {@code err} is told. */
  Optional<Lines> lines(boolean marked, PrintWriter err) throws IOException {
    if (origin == null) {
      return Optional.of(Lines.of(Kind.NGINX, marked));
    }
    if (!origin.rules.isEmpty()) {
      return made(RuleFiles.read(origin.rules), marked, err);
    }
    return Optional.of(
        origin.samples != null
            ? Lines.of(linesOf(origin.samples), marked)
            : Lines.of(origin.kind == null ? Kind.NGINX : origin.kind, marked));
  }

  /** Not more than are sent, so that a log of any size will do. */
  private static List<String> linesOf(Path samples) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(samples)) {
      String line = reader.readLine();
      for (; line != null && lines.size() < Lines.MOST_SAMPLES; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (CharacterCodingException e) {
      throw new CommandFailure(
          ExitStatus.USAGE, samples + " is not UTF-8 behind line " + lines.size());
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.USAGE, "can't read " + samples + ": " + e);
    }
    if (lines.isEmpty()) {
      throw new CommandFailure(ExitStatus.USAGE, samples + " is empty");
    }
    return lines;
  }

  private Optional<Lines> made(List<RuleFile> files, boolean marked, PrintWriter err) {
    Compilation compilation = RuleSet.compile(files);
    compilation.rules().ifPresent(this::mustHaveTheRule);
    RuleLines.Making making =
        RuleLines.of(
            files,
            name -> rule == null || name.equals(rule),
            marked ? Lines.MARK : "",
            seed == null ? 1 : seed);
    if (making.lines().isEmpty()) {
      RuleFiles.print(making.errors(), err);
    }
    return making.lines().map(lines -> Lines.made(lines::line));
  }

  private void mustHaveTheRule(RuleSet rules) {
    List<String> names = rules.names().subList(0, rules.names().size() - 1);
    if (names.isEmpty()) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, "--rules holds no rule");
    }
    if (rule != null && !names.contains(rule)) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "--rule " + rule + " is not in --rules, which has " + String.join(", ", names));
    }
  }
}
