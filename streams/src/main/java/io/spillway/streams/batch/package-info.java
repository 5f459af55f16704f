/**
 * Batches: records of one connection in one slab, how they are built, and who still owes for them.
 */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.batch;
