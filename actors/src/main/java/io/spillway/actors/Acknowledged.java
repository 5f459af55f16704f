package io.spillway.actors;

/**
 * Answer to a command that names a part of the node.
 *
 * @param found whether the part exists
 * @param part its name as asked for
 * @param detail what was done, or which names there are
 */
public record Acknowledged(boolean found, String part, String detail) implements AdminMessage {}
