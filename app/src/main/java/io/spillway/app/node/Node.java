package io.spillway.app.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.spillway.actors.Json;
import io.spillway.actors.NodeStatus;
import io.spillway.actors.Receipt;
import io.spillway.actors.Supervisor;
import io.spillway.app.cli.ExitStatus;
import io.spillway.app.cli.LedgerTable;
import io.spillway.app.explain.Explain;
import io.spillway.app.explain.Explanation;
import io.spillway.app.http.AdminNode;
import io.spillway.app.http.ReloadReceipt;
import io.spillway.app.settings.NodeSettings;
import io.spillway.app.tap.TapDesk;
import io.spillway.app.tap.TapRequest;
import io.spillway.app.telemetry.Telemetry;
import io.spillway.streams.ledger.LedgerBook;
import io.spillway.streams.ledger.LedgerReading;
import io.spillway.streams.sink.file.Faults;
import io.spillway.streams.source.tcp.InputShutdown;
import io.spillway.streams.source.tcp.ReceiveQueues;
import io.spillway.streams.tap.Taps;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a node in this process, from settings to exit status: actor system, admin port,
 * telemetry, and the tasks of {@link NodeShutdown}.
 */
public final class Node implements AdminNode {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final String END_OF_INPUT = "end of input";
  private static final String START_FAILED = "start failed";
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(1);

  private final NodeSettings settings;
  private final RunOptions options;
  private final PrintStream out;
  private final Instant started = Instant.now();
  private final LedgerBook book;
  private final ReceiptFile receipts;
  private final Logger log;
  private final ActorSystem<Supervisor.Command> system;
  private final Telemetry telemetry;
  private final Sampler sampler;
  private final NodeShutdown shutdown;
  private final Description description;
  private final CompletableFuture<NodeWiring> wiring = new CompletableFuture<>();
  private final Reloads reloads;
  private final Taps taps;
  private volatile boolean ready;
  private volatile boolean startFailed;

  /** Some input of a batch could not be read. */
  private volatile boolean inputLeft;

  /**
   * Runs a node until it is stopped.
   *
   * @param signals installed by the command before anything else
   * @param out where statistics and the receipt are printed
   * @return the exit status
   */
  public static int run(
      NodeSettings settings, RunOptions options, StopSignals signals, PrintStream out) {
    String log = options.recovery() == RunOptions.Recovery.NONE ? "spillway" : "rescue";
    Logging.configure(settings.logging(), settings.logDir(), log);
    LedgerBook book = new LedgerBook();
    ReceiptFile receipts = new ReceiptFile(settings.dataDir(), options.recovery());
    RescueWiring rescue;
    JournalWiring journals;
    try {
      rescue = RescueWiring.open(settings, book);
      journals = JournalWiring.open(settings, options.recovery());
      receipts.setAside();
    } catch (IOException e) {
      String why = e instanceof FileSystemException ? Faults.detail(e) : e.getMessage();
      LoggerFactory.getLogger("ctrl.node").error("can't start: {}", why);
      return ExitStatus.CONFIGURATION;
    }
    try (rescue;
        journals) {
      return new Node(settings, options, out, book, receipts, rescue, journals).live(signals);
    }
  }

  private Node(
      NodeSettings settings,
      RunOptions options,
      PrintStream out,
      LedgerBook book,
      ReceiptFile receipts,
      RescueWiring rescue,
      JournalWiring journals) {
    this.book = book;
    this.receipts = receipts;
    this.settings = settings;
    this.options = options;
    this.out = out;
    log = LoggerFactory.getLogger("ctrl.node");
    Config config = config(settings);
    taps = new Taps(settings.tap().mostOpen());
    system =
        ActorSystem.create(
            Guardian.create(
                system ->
                    new NodeWiring(settings, book, taps, rescue, journals.all(), started, system),
                NodeWiring::parts,
                wiring),
            "spillway",
            config);
    reloads = new Reloads(system, wiring, options.batch());
    telemetry = new Telemetry(settings.name(), config);
    sampler = new Sampler(system, telemetry);
    shutdown = new NodeShutdown(system, settings.drainTimeout());
    description = new Description(settings, started, sampler);
  }

  private static Config config(NodeSettings settings) {
    return ShutdownPhases.config(settings.drainTimeout())
        .withFallback(ConfigFactory.parseResources("node.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  private int live(StopSignals signals) {
    if (wiringFailed()) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
      return ExitStatus.CONFIGURATION;
    }
    addShutdownTasks();
    List<String> problems = start();
    if (!problems.isEmpty()) {
      problems.forEach(problem -> log.error("can't start: {}", problem));
      startFailed = true;
      shutdown.begin(START_FAILED);
      system.getWhenTerminated().toCompletableFuture().join();
      return ExitStatus.CONFIGURATION;
    }
    ready = true;
    log.info(
        "node {} is ready admin={} after {} ms",
        settings.name(),
        settings.admin().url(),
        Duration.between(started, Instant.now()).toMillis());
    signals.attach(this::stopFor, shutdown::hurry, this::reloadFor);
    Awaited.answer(system, "await-drain", Supervisor.AwaitDrain::new)
        .thenAccept(begun -> stopUnlessAfterInput(begun.cause()));
    options.statEvery().ifPresent(this::printStatistics);
    if (options.recovery() != RunOptions.Recovery.NONE) {
      new Recovery(system, options, out).begin(shutdown::begin);
    }
    if (options.batch()) {
      options.terminal().ifPresent(this::showProgress);
      stopAfterInput();
    }
    system.getWhenTerminated().toCompletableFuture().join();
    int status = lastReceipt().exitStatus();
    return status == ExitStatus.OK && inputLeft ? ExitStatus.NO_INPUT : status;
  }

  /** The drain's receipt; if the guardian failed there is none, and the ledger has to do. */
  private Receipt lastReceipt() {
    Receipt drained = shutdown.receipt().toCompletableFuture().getNow(null);
    if (drained != null) {
      return drained;
    }
    Receipt made = receiptWithoutDrain(new IllegalStateException("the node's actors have ended"));
    publish(made);
    return made;
  }

  /** Binds the admin port and waits for the sources; what went wrong, if anything. */
  private List<String> start() {
    Supervisor.Ready sources = awaitSources();
    if (!sources.problems().isEmpty()) {
      return sources.problems();
    }
    sources.addresses().forEach((name, at) -> log.info("source={} takes input {}", name, at));
    warnOfThisSystem();
    return bindAdminPort();
  }

  /** Whether the node's parts could not be made: a fault, since its settings were checked. */
  private boolean wiringFailed() {
    return wiring
        .handle(
            (made, fault) -> {
              if (fault != null) {
                log.error("can't start: the node's parts can't be made: {}", Guardian.told(fault));
              }
              return fault != null;
            })
        .join();
  }

  /** How the start went; a guardian that has failed answers nothing more. */
  private Supervisor.Ready awaitSources() {
    CompletableFuture<Supervisor.Ready> answer =
        ask(Supervisor.AwaitStart::new, START_PATIENCE).toCompletableFuture();
    CompletableFuture<Supervisor.Ready> gone =
        system
            .getWhenTerminated()
            .toCompletableFuture()
            .thenApply(
                ended -> new Supervisor.Ready(Map.of(), List.of("the node's actors have ended")));
    return answer.applyToEither(gone, ready -> ready).join();
  }

  private void warnOfThisSystem() {
    if (!InputShutdown.known()) {
      log.warn(
          "this Java or system can't shut a connection's input and keep what came: a drain waits"
              + " for 50 ms of silence instead (Linux with --add-opens"
              + " java.base/sun.nio.ch=ALL-UNNAMED can)");
    }
    if (!ReceiveQueues.known()) {
      log.warn(
          "this system has no /proc/net/tcp: what a cut connection left unread is not known here");
    }
  }

  private List<String> bindAdminPort() {
    String url = settings.admin().url();
    try {
      ServerBinding binding =
          new AdminPort(system, settings.admin()).bind(this).toCompletableFuture().join();
      shutdown.during(
          ShutdownPhases.ADMIN,
          "unbind",
          () -> binding.terminate(LAST_REQUESTS).thenApply(ended -> Done.getInstance()));
      return List.of();
    } catch (CompletionException | IOException | GeneralSecurityException e) {
      return List.of("admin: %s can't be bound: %s".formatted(url, String.valueOf(e.getMessage())));
    }
  }

  private <T> CompletionStage<T> ask(
      org.apache.pekko.japi.function.Function<
              org.apache.pekko.actor.typed.ActorRef<T>, Supervisor.Command>
          message,
      Duration patience) {
    return AskPattern.ask(system, message, patience, system.scheduler());
  }

  private void addShutdownTasks() {
    shutdown.during(
        ShutdownPhases.DRAIN,
        "drain",
        () -> {
          ready = false;
          sampler.drainBegun();
          taps.drain();
          return shutdown.drainPhase(this::receiptWithoutDrain);
        });
    shutdown.during(
        ShutdownPhases.RECEIPT, "receipt", () -> shutdown.receipt().thenApply(this::publish));
    shutdown.during(
        ShutdownPhases.TELEMETRY,
        "telemetry",
        () -> {
          sampler.stop();
          return CompletableFuture.runAsync(telemetry::close).thenApply(n -> Done.getInstance());
        });
  }

  private void reloadFor(String signal) {
    var unused = reloads.reload(signal);
  }

  private void stopFor(String signal) {
    shutdown.begin(signal);
  }

  /** A sink has made the node stop by itself; at the end of batch input the drain comes first. */
  private void stopUnlessAfterInput(String cause) {
    if (!cause.equals(END_OF_INPUT)) {
      shutdown.begin(cause);
    }
  }

  private void stopAfterInput() {
    Optional<Duration> deadline =
        settings.drainTimeoutWritten() ? Optional.of(settings.drainTimeout()) : Optional.empty();
    Awaited.answer(system, "await-input-end", Supervisor.AwaitInputEnd::new)
        .thenAccept(
            ended -> {
              inputLeft = !ended.problems().isEmpty();
              ended.problems().forEach(problem -> log.error("not read: {}", problem));
              ready = false;
              sampler.drainBegun();
              taps.drain();
              shutdown.afterInput(END_OF_INPUT, deadline);
            });
  }

  private void showProgress(PrintStream terminal) {
    Progress progress = new Progress(book, terminal);
    Duration second = Duration.ofSeconds(1);
    Cancellable timer =
        system.scheduler().scheduleAtFixedRate(second, second, progress, system.executionContext());
    shutdown.receipt().thenRun(timer::cancel).thenRun(progress::clear);
  }

  private void printStatistics(Duration every) {
    system
        .scheduler()
        .scheduleAtFixedRate(
            every,
            every,
            () -> {
              LedgerReading ledger = book.read();
              out.print(
                  options.json()
                      ? Json.line(describe(ledger)) + "\n"
                      : LedgerTable.render(Json.tree(describe(ledger))) + "\n");
              out.flush();
            },
            system.executionContext());
  }

  /** The drain's actor did not answer: the ledger as it stands, which then does not balance. */
  private Receipt receiptWithoutDrain(Throwable fault) {
    log.error("the drain did not end in time: {}", fault.toString());
    return new Receipt(
        settings.name(),
        started.toString(),
        Instant.now().toString(),
        "drain failed: " + fault.getMessage(),
        "imbalance",
        ExitStatus.UNDELIVERED,
        -1,
        -1,
        0,
        -1,
        List.of("the drain failed: " + fault.getMessage()),
        List.of(),
        List.of(),
        book.read());
  }

  private Done publish(Receipt made) {
    Receipt receipt = startFailed ? made.endingWith(ExitStatus.CONFIGURATION) : made;
    String line = Json.line(receipt);
    log.info("receipt {}", line);
    try {
      receipts.write(receipt);
    } catch (IOException e) {
      log.error("receipt can't be written to {}: {}", receipts.path(), e.toString());
    }
    out.print(options.json() ? line + "\n" : ReceiptText.of(receipt));
    out.flush();
    return Done.getInstance();
  }

  // ---- for the admin API

  @Override
  public boolean ready() {
    return ready && !shutdown.draining();
  }

  @Override
  public boolean draining() {
    return shutdown.draining();
  }

  @Override
  public String metrics() {
    return telemetry.page();
  }

  @Override
  public Object describe(NodeStatus status) {
    return description.of(status);
  }

  @Override
  public Object describe(LedgerReading ledger) {
    return description.of(ledger, shutdown.draining());
  }

  @Override
  public CompletionStage<ReloadReceipt> reload(String cause) {
    return reloads.reload(cause);
  }

  @Override
  public TapDesk.Answer tap(TapRequest request) {
    return new TapDesk(taps, reloads.running()).open(request);
  }

  @Override
  public Explanation explain() {
    return Explain.of(reloads.running());
  }

  @Override
  public CompletionStage<Receipt> drain(String cause) {
    return shutdown.begin(cause);
  }
}
