package io.spillway.app.explain;

import io.spillway.app.settings.SinkSettings;
import io.spillway.app.settings.SourceSettings;
import io.spillway.streams.flow.LaneSettings.OnFailure;
import io.spillway.streams.flow.LaneSettings.WhenFull;
import io.spillway.streams.framing.FramingSettings;
import io.spillway.streams.settings.Words;
import io.spillway.streams.sink.file.FileSinkSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for the records of one source at one sink: what a stop, a kill and a power failure
 * cost, what may come twice, in which order, and what is discarded on purpose.
 */
final class Guarantee {
  private static final String NOTHING = "nothing";

  private final SourceSettings source;
  private final SinkSettings sink;
  private final Sources.Kind kind;
  private final Map<String, String> terms = new LinkedHashMap<>();

  private Guarantee(SourceSettings source, SinkSettings sink) {
    this.source = source;
    this.sink = sink;
    this.kind = Sources.kind(source);
  }

  /** The terms, the first of which is the sum of the others. */
  static Map<String, String> of(SourceSettings source, SinkSettings sink) {
    Guarantee guarantee = new Guarantee(source, sink);
    guarantee.find();
    return guarantee.terms;
  }

  /** The same on one line. */
  static String line(Map<String, String> terms) {
    List<String> parts = new ArrayList<>();
    terms.forEach((term, says) -> parts.add(term.equals("delivery") ? says : term + " " + says));
    return String.join("; ", parts);
  }

  private void find() {
    terms.put("delivery", delivery() + (discardsRecords() ? ", but for what is discarded" : ""));
    terms.put("a stop loses", stop());
    if (!Sinks.keepsNothing(sink)) {
      terms.put("kill -9 loses", kill());
      Sinks.file(sink).ifPresent(file -> terms.put("a power failure loses", power(file)));
      terms.put("twice:", twice());
      terms.put("order:", order());
    }
    terms.put("sink down:", down());
    List<String> discards = discards();
    if (!discards.isEmpty()) {
      terms.put("discards on purpose", String.join(" and ", discards));
    }
  }

  private String delivery() {
    boolean connection = Sinks.connection(sink).isPresent();
    if (Sinks.keepsNothing(sink)) {
      return "kept nowhere";
    } else if (Sinks.sendsDatagrams(sink)) {
      return "sent, arrival is not known";
    }
    String into = connection ? ", into our kernel" : "";
    return switch (kind) {
      case KEPT, REPEATED, JOURNALED -> "at least once" + into;
      case PASSING, DATAGRAMS, PIPE ->
          (connection ? "at least once" : "exactly once") + " while the node lives" + into;
    };
  }

  private boolean discardsRecords() {
    return sink.lane().onFailure() == OnFailure.TOLERATE
        || sink.lane().whenFull() == WhenFull.DISCARD;
  }

  private String stop() {
    return switch (kind) {
      case KEPT, REPEATED -> NOTHING;
      case PASSING, JOURNALED -> "nothing of ours (of a cut sender, what lay in its own buffer)";
      case DATAGRAMS -> "nothing of ours (and what comes after the last read)";
      case PIPE -> "nothing of ours (and what lay in the pipe)";
    };
  }

  private String kill() {
    return switch (kind) {
      case KEPT, REPEATED -> NOTHING + unconfirmed();
      case JOURNALED -> "what was read and not yet fsynced, and kernel buffers" + unconfirmed();
      case PASSING, DATAGRAMS -> "what is in memory and kernel buffers";
      case PIPE -> "what is in memory and in the pipe";
    };
  }

  /** Settled where the kernel took it, so never read again. */
  private String unconfirmed() {
    String but = kind == Sources.Kind.JOURNALED ? ", and" : " but";
    return Sinks.connection(sink).isPresent() || Sinks.sendsDatagrams(sink)
        ? but + " what our kernel took and did not hand over"
        : "";
  }

  private String power(FileSinkSettings file) {
    String more = NOTHING.equals(terms.get("kill -9 loses")) ? "" : "the same and ";
    return switch (file.fsync()) {
      case NEVER -> more + "what is not yet on the disk";
      case INTERVAL -> more + "what was written in the last " + Words.time(file.fsyncInterval());
      case BATCH -> more.isEmpty() ? NOTHING : "the same";
    };
  }

  private String twice() {
    List<String> may = new ArrayList<>();
    if (source.connector() instanceof SourceSettings.Followed followed) {
      String recent = Words.time(followed.settings().checkpointInterval());
      may.add("after kill -9 what was settled in the last " + recent + ", with the same ids");
    } else if (kind == Sources.Kind.JOURNALED) {
      may.add(
          "after kill -9, or a stop that left some undelivered, what the journal had not marked as"
              + " settled, with the same ids");
    } else if (kind == Sources.Kind.REPEATED) {
      may.add("everything, at each start");
    }
    Sinks.connection(sink)
        .ifPresent(c -> may.add("after a break the last " + Words.size(c.sendBuffer())));
    return may.isEmpty() ? "never" : String.join(", ", may);
  }

  private String order() {
    int workers = sink.lane().workers();
    if (workers > 1) {
      return "none, " + workers + " deliveries at once";
    }
    String per = Sources.orderedPer(source);
    return Sinks.sendsDatagrams(sink)
        ? "per " + per + ", as far as the network keeps it"
        : "per " + per;
  }

  private String down() {
    return switch (sink.lane().onFailure()) {
      case RESCUE -> "rescue files after " + attempts(sink.lane().maxAttempts());
      case RETRY -> waits();
      case TOLERATE -> "discarded";
      case STOP -> "rescue files, and the node drains";
    };
  }

  private static String attempts(int most) {
    return most + (most == 1 ? " attempt" : " attempts");
  }

  private String waits() {
    return switch (kind) {
      case KEPT, REPEATED -> "reading waits";
      case PASSING, JOURNALED, PIPE -> "senders are held back";
      case DATAGRAMS -> "the kernel drops what its buffer can't hold, and it is counted";
    };
  }

  private List<String> discards() {
    List<String> on = new ArrayList<>();
    if (Sinks.keepsNothing(sink)) {
      on.add("everything (blackhole)");
    }
    if (sink.lane().onFailure() == OnFailure.TOLERATE) {
      on.add("what the sink does not take (on-failure = tolerate)");
    }
    if (sink.lane().whenFull() == WhenFull.DISCARD) {
      on.add("what its queue has no room for (when-full = discard)");
    }
    Optional<FramingSettings> framing = Sources.framing(source);
    framing.ifPresent(its -> tooLong(its, on));
    Sinks.file(sink).ifPresent(file -> deleted(file, on));
    return on;
  }

  private static void tooLong(FramingSettings framing, List<String> on) {
    String longest = Words.size(framing.maxRecordBytes());
    switch (framing.tooLong()) {
      case TRUNCATE -> on.add("what records have beyond " + longest + " (too-long = truncate)");
      case DISCARD -> on.add("records above " + longest + " (too-long = discard)");
      case SPLIT -> {}
    }
  }

  private static void deleted(FileSinkSettings file, List<String> on) {
    file.rotation()
        .keepFiles()
        .ifPresent(n -> on.add("ended files but the last " + n + " (keep-files)"));
    file.rotation()
        .keepAge()
        .ifPresent(age -> on.add("ended files after " + Words.time(age) + " (keep-age)"));
  }
}
