package io.spillway.app.stat;

import org.jspecify.annotations.Nullable;

/**
 * One file that was counted.
 *
 * @param file its path
 * @param lines its line feeds; null if it could not be read
 * @param records what of them are ends of records; null if that can't be told
 * @param note what is particular to it, in words for people
 */
public record FileStat(String file, @Nullable Long lines, @Nullable Long records, String note) {}
