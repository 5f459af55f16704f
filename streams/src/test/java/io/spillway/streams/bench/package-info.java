/** JMH benchmarks of the hot path; not run as tests. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.bench;
