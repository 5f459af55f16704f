/** Records kept on disk because a sink would not take them: lines, files, their folder. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.rescue;
