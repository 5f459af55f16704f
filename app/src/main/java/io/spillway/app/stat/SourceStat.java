package io.spillway.app.stat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the files of a source.
 *
 * @param records all that the source takes if it reads them once; null if lines don't tell
 * @param notes what the counts don't say, in words for people
 */
public record SourceStat(
    String source, String type, @Nullable Long records, List<FileStat> files, List<String> notes) {}
