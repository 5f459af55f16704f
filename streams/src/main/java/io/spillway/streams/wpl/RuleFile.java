package io.spillway.streams.wpl;

/**
 * One rule file as it was read.
 *
 * @param path its name in messages
 */
public record RuleFile(String path, String text) {}
