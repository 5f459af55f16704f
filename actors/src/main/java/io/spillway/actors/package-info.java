/** Life cycles and the admin protocol: who starts, watches and ends the parts of the data path. */
@org.jspecify.annotations.NullMarked
package io.spillway.actors;
