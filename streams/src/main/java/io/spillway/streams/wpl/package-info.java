/**
 * WPL, the rule language: rule files compile once into an immutable {@link RuleSet}, whose {@link
 * Matcher} turns batches of bytes into {@link io.spillway.streams.event.Events}.
 */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.wpl;
