/** Which events go to which groups, and from there to which lanes. */
@org.jspecify.annotations.NullMarked
package io.spillway.streams.route;
