@org.jspecify.annotations.NullMarked
package io.spillway.app.node;
