package io.spillway.app.settings;

import java.nio.file.Path;

/** A rule file as it was read. */
public record RuleText(Path file, String text) {}
