package io.spillway.streams.wpl;

/**
 * What is wrong at one place of a rule file.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param sourceLine the line as it stands in the file
 * @param expected what would have been right, or empty
 * @param nearest the known word nearest to the one that stands there, or empty
 */
public record RuleError(
    String path,
    int line,
    int column,
    String sourceLine,
    String message,
    String expected,
    String nearest) {

  /** The error for a terminal: where, what, the line with a caret, what was expected. */
  public String render() {
    StringBuilder text = new StringBuilder();
    text.append(path).append(':').append(line).append(':').append(column).append(": ");
    text.append(message).append('\n');
    text.append("  ").append(sourceLine.replace('\t', ' ')).append('\n');
    text.append("  ").append(" ".repeat(Math.max(0, column - 1))).append('^');
    if (!expected.isEmpty()) {
      text.append("\n  expected ").append(expected);
    }
    if (!nearest.isEmpty()) {
      text.append("\n  did you mean '").append(nearest).append("'?");
    }
    return text.toString();
  }
}
