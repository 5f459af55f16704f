package io.spillway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AdminCommandsTest {
  private static final String LEDGER =
      """
      {"node":"edge","started":"2026-01-01T00:00:00Z","time":"2026-01-01T00:01:00Z",
       "draining":false,"balanced":%s,
       "sources":[{"source":"in","connections":2,"batches":9,"bytes":99,"accepted":12000,
         "parsed":11000,"missed":1000,"intercepted":0,"failed":0,"discarded":0,"in_parse":0,
         "imbalance":0,"reasons":{"incomplete":1}}],
       "rules":[{"rule":"/nginx/access","matched":11000}],
       "groups":[{"group":"web","claimed":11005,"taken":11000,"intercepted":5,"discarded":0}],
       "sinks":[{"group":"web","sink":"out","offered":11000,"delivered":10990,"rescued":0,
         "rejected":0,"discarded":0,"undelivered":0,"in_flight":10,"retries":0,"bytes":5,
         "imbalance":0,"reasons":{}}]}
      """;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    node = new FakeNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void ledgerIsATableWithAnImbalanceColumn() {
    node.answer("GET /api/ledger", LEDGER.formatted("true"));
    Spillway ledger = Spillway.run("ledger", "--admin", node.address());
    assertThat(ledger.status()).isZero();
    assertThat(ledger.out())
        .isEqualTo(
            """
            source  accepted  parsed  missed  intercepted  failed  discarded  in parse  imbalance
            in        12,000  11,000   1,000            0       0          0         0          0

            rule           matched
            /nginx/access   11,000

            group  claimed   taken  intercepted  discarded
            web     11,005  11,000            5          0

            group  sink  offered  delivered  rescued  rejected  discarded  undelivered  in flight  imbalance
            web    out    11,000     10,990        0         0          0            0         10          0

            source in: incomplete 1

            edge since 2026-01-01T00:00:00Z: balanced
            """);
  }

  @Test
  void ledgerThatDoesNotBalanceEndsWith20() {
    node.answer("GET /api/ledger", LEDGER.formatted("false"));
    Spillway ledger = Spillway.run("ledger", "--admin", node.address());
    assertThat(ledger.out()).contains("DOES NOT BALANCE");
    assertThat(ledger.status()).isEqualTo(ExitStatus.UNDELIVERED);
  }

  @Test
  void statusShowsAbsolutePathsSourcesAndSinks() {
    node.answer(
        "GET /api/status",
        """
        {"node":"edge","version":"1","pid":7,"uptime_seconds":60,"config":"/c/spillway.conf",
         "work_dir":"/c","data_dir":"/c/data","log_dir":"/c/logs","admin":"127.0.0.1:9600",
         "state":"running",
         "sources":[{"source":"in","type":"tcp","state":"running","address":"127.0.0.1:5140",
           "connections_open":1,"connections_total":2,"accepted":12000,"rate":99.7}],
         "sinks":[{"group":"web","sink":"out","type":"file","state":"retrying",
           "pending_records":5,"pending_bytes":500,"attempt":3,"reason":"disk_full"}]}
        """);
    Spillway status = Spillway.run("status", "--admin", node.address());
    assertThat(status.out())
        .contains("node edge running, version 1, pid 7, up 60 s", "  data dir  /c/data")
        .contains("in      tcp   running  127.0.0.1:5140     1    12,000         100")
        .contains("web    out   file  retrying        5    500  disk_full");
    assertThat(Spillway.run("status", "--json", "--admin", node.address()).out())
        .startsWith("{\"node\":\"edge\"");
  }

  @Test
  void pauseAndResumeNameThePart() {
    node.answer("POST /api/sources/in/pause", "{\"ok\":true}");
    node.answer("POST /api/sinks/out/resume", "");
    assertThat(Spillway.run("pause", "source", "in", "--admin", node.address()).out())
        .isEqualTo("paused source in\n");
    assertThat(Spillway.run("resume", "sink", "out", "--admin", node.address()).out())
        .isEqualTo("resumed sink out\n");
    Spillway unknown = Spillway.run("pause", "sink", "none", "--admin", node.address());
    assertThat(unknown.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(unknown.err()).contains("no sink is called none; no such thing");
  }

  @Test
  @Timeout(20) // it waits 30 s for a process that it takes for the node
  void drainEndsWithTheVerdictThatTheNodeAnswers() {
    node.answer("GET /api/status", status(ProcessHandle.current().pid(), 1 << 20))
        .answer("POST /api/drain", "{\"verdict\":\"rescued\",\"exit_status\":10}");
    Spillway drain = Spillway.run("drain", "--admin", node.address());
    assertThat(drain.out()).isEqualTo("verdict: rescued\n");
    assertThat(drain.status()).as(drain.err()).isEqualTo(ExitStatus.RESCUED);
    assertThat(node.asked()).contains("POST /api/drain");
  }

  @Test
  void drainOfANodeThatDiesIsNoSuccess(@TempDir Path data) throws IOException {
    Files.writeString(
        data.resolve("receipt.json"), "{\"verdict\":\"delivered\",\"exit_status\":0}\n");
    node.answer("GET /api/status", "{\"pid\":0,\"data_dir\":\"" + data + "\"}")
        .dieAt("POST /api/drain");
    Spillway drain = Spillway.run("drain", "--admin", node.address());
    assertThat(drain.err()).contains("the node ended without a receipt: no node answers at");
    assertThat(drain.out()).doesNotContain("verdict");
    assertThat(drain.status()).isEqualTo(ExitStatus.UNDELIVERED);
  }

  @Test
  void drainWhoseConnectionBreaksIsNotKnown() {
    node.answer("GET /api/status", status(0, 0)).breakAt("POST /api/drain");
    Spillway drain = Spillway.run("drain", "--admin", node.address());
    assertThat(drain.err()).contains("the connection broke while the node drains");
    assertThat(drain.status()).isEqualTo(ExitStatus.UNAVAILABLE);
  }

  /** A process that was up so long is not this one, whatever its number. */
  private static String status(long pid, long seconds) {
    return "{\"pid\":%d,\"uptime_seconds\":%d}".formatted(pid, seconds);
  }

  @Test
  void aNodeThatIsNotThereIsNamedWithItsAddress(@TempDir Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path conf = Files.writeString(folder.resolve("x.conf"), "admin { port = " + port + " }");
    Spillway status = Spillway.run("status", "--config", conf);
    assertThat(status.status()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(status.err()).contains("no node answers at http://127.0.0.1:" + port);
  }

  @Test
  void checkOfTheRunningConfigurationDoesNotComplainOfItsOwnPorts(@TempDir Path folder)
      throws IOException {
    String port = node.address().substring(node.address().indexOf(':') + 1);
    Path conf =
        Files.writeString(
            folder.resolve("x.conf"),
            "rules = []\nadmin { port = " + port + " }\nsources { a { type = tcp, port = 2 } }");
    assertThat(Spillway.run("check", "-c", conf).err())
        .contains("can't listen on 127.0.0.1:" + port);
    assertThat(Spillway.run("check", "--no-system", "-c", conf).status()).isZero();
    String status = "{\"config\":\"" + conf + "\",\"pid\":" + ProcessHandle.current().pid() + "}";
    node.answer("GET /api/status", status);
    Spillway again = Spillway.run("check", "-c", conf);
    assertThat(again.status()).as(again.err()).isZero();
  }

  @Test
  void anAddressMustBeOne() {
    assertThat(Spillway.run("status", "--admin", "here").status()).isEqualTo(ExitStatus.USAGE);
  }
}
