package io.spillway.streams.route;

/**
 * The groups for what no business group takes.
 *
 * @param unclaimed {@code default}: parsed, claimed by nobody
 * @param miss no rule matched
 * @param residue tails that matching rules left unread
 * @param intercept dropped by a filter
 * @param error a matcher or an encoder failed
 */
public record InfraGroups(
    InfraGroup unclaimed,
    InfraGroup miss,
    InfraGroup residue,
    InfraGroup intercept,
    InfraGroup error) {}
