package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A receipt as the node wrote it, with the status that its process ended with. */
record Receipt(JsonNode json, int status) {

  /** The part of that name in a ledger's list. */
  static JsonNode part(JsonNode ledger, String parts, String name) {
    String key = parts.substring(0, parts.length() - 1);
    for (JsonNode part : ledger.isArray() ? ledger : ledger.path(parts)) {
      if (part.path(key).asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError("no " + key + " " + name + " in " + ledger);
  }

  JsonNode source(String name) {
    return part(json.path("ledger"), "sources", name);
  }

  JsonNode sink(String name) {
    return part(json.path("ledger"), "sinks", name);
  }

  String verdict() {
    return json.path("verdict").asText();
  }

  /**
   * The ledger's equations, computed anew from the counts.
   *
   * @param reloaded whether a sink may have been in its group for a part of the time only
   */
  Receipt balanced(boolean reloaded) {
    for (JsonNode source : json.path("ledger").path("sources")) {
      assertThat(sum(source, "parsed", "missed", "intercepted", "failed", "discarded", "in_parse"))
          .as("accepted of %s", source)
          .isEqualTo(source.path("accepted").asLong());
      assertThat(sum(source, "claimed", "unclaimed"))
          .as("parsed of %s", source)
          .isEqualTo(source.path("parsed").asLong());
      assertThat(source.path("in_parse").asLong()).isZero();
    }
    for (JsonNode sink : json.path("ledger").path("sinks")) {
      assertThat(sum(sink, "delivered", "rescued", "rejected", "discarded", "undelivered"))
          .as("offered of %s", sink)
          .isEqualTo(sink.path("offered").asLong());
      assertThat(sink.path("in_flight").asLong()).isZero();
      assertThat(sum(sink, "offered", "filtered"))
          .as("owed to %s", sink)
          .isEqualTo(sink.path("owed").asLong());
      long taken = taken(sink.path("group").asText());
      assertThat(sink.path("owed").asLong())
          .as("taken by the group of %s", sink)
          .isBetween(reloaded ? 0 : taken, taken);
    }
    for (JsonNode store : json.path("ledger").path("rescue")) {
      assertThat(sum(store, "found", "rescued", "imported"))
          .as("what came into %s", store)
          .isEqualTo(sum(store, "replayed", "rejected", "set_aside", "discarded", "held"));
    }
    assertThat(json.path("exit_status").asInt()).as("exit status of %s", json).isEqualTo(status);
    return this;
  }

  private long taken(String group) {
    return part(json.path("ledger"), "groups", group).path("taken").asLong();
  }

  private static long sum(JsonNode part, String... keys) {
    long sum = 0;
    for (String key : keys) {
      assertThat(part.path(key).isIntegralNumber()).as("%s of %s", key, part).isTrue();
      sum += part.path(key).asLong();
    }
    return sum;
  }

  /** Everything was delivered and the process said so. */
  Receipt delivered() {
    assertThat(verdict()).as("verdict of %s", json).isEqualTo("delivered");
    assertThat(status).isZero();
    return this;
  }

  /** What is in rescue files, of this sink alone; nothing is lost. */
  Receipt rescued(String sink, long records) {
    assertThat(sink(sink).path("rescued").asLong()).as("rescued in %s", json).isEqualTo(records);
    long inFiles = 0;
    for (JsonNode file : json.path("rescue_files")) {
      assertThat(file.path("sink").asText()).isEqualTo(sink);
      assertThat(file.path("state").asText()).isEqualTo("closed");
      inFiles += file.path("records").asLong();
    }
    assertThat(inFiles).as("records in the files of %s", json).isEqualTo(records);
    assertThat(part(json.path("ledger").path("rescue"), "stores", "rescue").path("held").asLong())
        .isEqualTo(records);
    assertThat(verdict()).isEqualTo("safe");
    assertThat(status).isEqualTo(10);
    return this;
  }

  /** What was left over, at this sink alone. */
  Receipt undelivered(String sink, long records) {
    assertThat(json.path("undelivered").toString())
        .isEqualTo("[{\"sink\":\"%s\",\"records\":%d}]".formatted(sink, records));
    assertThat(sink(sink).path("undelivered").asLong()).isEqualTo(records);
    assertThat(verdict()).isEqualTo("undelivered");
    assertThat(status).isEqualTo(20);
    return this;
  }
}
