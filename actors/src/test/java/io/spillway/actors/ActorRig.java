package io.spillway.actors;

import io.spillway.streams.batch.MemoryBudget;
import io.spillway.streams.encode.RawEncoder;
import io.spillway.streams.flow.Delay;
import io.spillway.streams.flow.Lane;
import io.spillway.streams.flow.LaneListener;
import io.spillway.streams.flow.LaneRig;
import io.spillway.streams.flow.LaneSettings;
import io.spillway.streams.flow.LaneState;
import io.spillway.streams.flow.MemoryRescue;
import io.spillway.streams.flow.Outlet;
import io.spillway.streams.flow.ScriptedSink;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.Reason;
import io.spillway.streams.ledger.RuleTally;
import io.spillway.streams.ledger.SourceTally;
import io.spillway.streams.route.Glob;
import io.spillway.streams.route.Group;
import io.spillway.streams.route.GroupSink;
import io.spillway.streams.route.Intake;
import io.spillway.streams.route.RouteTable;
import io.spillway.streams.route.Router;
import io.spillway.streams.route.Way;
import io.spillway.streams.wpl.RuleSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** What actors of a small node own: a lane with a scripted sink, and the way to it, as it comes. */
final class ActorRig implements AutoCloseable {
  final ActorTestKit kit = ActorTestKit.create();
  final LedgerBook book = new LedgerBook();
  final SourceTally source = book.source("in");
  final ScriptedSink sink = new ScriptedSink();
  final MemoryRescue rescue = new MemoryRescue();
  final CompletableFuture<Reason> stopAsked = new CompletableFuture<>();
  final ExecutorService blocking = Executors.newCachedThreadPool();
  final MemoryBudget budget = new MemoryBudget(64 << 20);
  final Lane lane;

  ActorRig() {
    this(LaneSettings.OnFailure.RETRY);
  }

  ActorRig(LaneSettings.OnFailure onFailure) {
    lane =
        new Lane(
            LaneRig.settings(onFailure, LaneSettings.WhenFull.BACKPRESSURE, 1 << 20),
            new Lane.LaneParts(
                book.sink("all", "out"),
                sink,
                RawEncoder::new,
                rescue,
                MemoryRescue::encoder,
                blocking,
                Delay.by(kit.system().classicSystem().scheduler(), kit.system().executionContext()),
                new Random(1),
                new LaneListener() {
                  @Override
                  public void changed(LaneState from, LaneState to) {}

                  @Override
                  public void stopNode(Reason reason) {
                    stopAsked.complete(reason);
                  }
                }));
  }

  SinkLane.Part sinkPart() {
    return new SinkLane.Part(lane, "all", "scripted", stopAsked);
  }

  /** A way in that takes every record, unparsed, to this outlet. */
  Intake intakeTo(Outlet outlet) {
    RuleSet rules = RuleSet.raw();
    Group all =
        new Group(
            "all",
            List.of(new Glob("/raw")),
            null,
            null,
            List.of(new GroupSink(outlet, null)),
            book.group("all"));
    RouteTable table =
        new RouteTable(
            rules.names().stream().map(RuleTally::new).toList(),
            List.of(all),
            new RouteTable.InfraGroups(
                none("default"),
                none("miss"),
                none("residue"),
                none("intercept"),
                none("error"),
                none("monitor")));
    return new Intake(new Way(rules::matcher, new Router(table, source)), 0, Runnable::run);
  }

  private static Group none(String name) {
    return Group.infra(name, List.of());
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    blocking.shutdownNow();
  }
}
