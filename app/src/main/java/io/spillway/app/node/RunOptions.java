package io.spillway.app.node;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node is run.
 *
 * @param batch whether it ends when its input does
 * @param statEvery how often the ledger is printed, if at all
 * @param json whether what is printed is JSON
 * @param terminal where a person watches, if one does
 */
public record RunOptions(
    boolean batch, Optional<Duration> statEvery, boolean json, Optional<PrintStream> terminal) {}
