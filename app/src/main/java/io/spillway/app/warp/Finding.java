package io.spillway.app.warp;

/**
 * What becomes of one key, or of one file.
 *
 * @param file as the project names it
 * @param key empty: the file as a whole
 * @param value as it stands there, {@code (secret)} for what must not be shown
 * @param here where it stands in the written configuration; may be empty
 * @param note how it differs, or what to do; may be empty
 */
public record Finding(
    String file, String key, String value, Verdict verdict, String here, String note) {}
