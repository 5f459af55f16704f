package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port behind a token and TLS, asked by HTTP and by the commands. */
class AccessIT {
  private static final String TOKEN = "a-token-that-nobody-may-see-in-a-log";
  private static final String OTHER = "another-token-that-is-of-no-node";
  private static final String HOSTILE = "it's \"no\" token at all";
  private static final String PIPELINE =
      """
      rules = []
      sources { net { type = tcp, rules = [], port = %PORT% } }
      groups { all { rules = ["/raw"], sinks { out { type = file, path = "out/all.log", encoder = raw } } } }
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  private NodeProcess node(String admin) throws IOException, InterruptedException {
    NodeProcess node = new NodeProcess(folder.resolve("node"));
    write(node.path("token"), TOKEN);
    write(node.path("other"), OTHER);
    return node.configure(admin + PIPELINE);
  }

  private static void write(Path file, String token) throws IOException {
    Files.writeString(file, token + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static void awaitReady(NodeProcess node) throws IOException, InterruptedException {
    node.launch("run");
    Await.until(
        "a node that is ready",
        Duration.ofSeconds(40),
        () -> node.lines("node.err").stream().anyMatch(line -> line.contains("is ready admin=")));
  }

  private static HttpResponse<String> ask(HttpClient http, String url, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void tokenIsAskedForByEverythingButHealth() throws IOException, InterruptedException {
    try (NodeProcess node = node("admin.token-file = token\n")) {
      node.run();
      HttpClient http = HttpClient.newHttpClient();
      String url = "http://127.0.0.1:" + node.adminPort();
      assertThat(ask(http, url + "/healthz", "").statusCode()).isEqualTo(200);
      assertThat(ask(http, url + "/readyz", "").statusCode()).isEqualTo(200);
      for (String path : List.of("/api/status", "/metrics", "/api/ledger", "/nothing")) {
        HttpResponse<String> none = ask(http, url + path, "");
        assertThat(none.statusCode()).as(path).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate"))
            .contains("Bearer realm=\"spillway\"");
        assertThat(ask(http, url + path, "Bearer " + OTHER).headers().map())
            .containsEntry(
                "WWW-Authenticate", List.of("Bearer realm=\"spillway\", error=\"invalid_token\""));
        assertThat(ask(http, url + path, "Basic " + TOKEN).statusCode()).isEqualTo(401);
        assertThat(ask(http, url + path, "Bearer " + HOSTILE).statusCode()).isEqualTo(401);
      }
      assertThat(node.post("/api/drain").status()).isEqualTo(401);
      assertThat(ask(http, url + "/api/status", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(ask(http, url + "/api/status", "bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(ask(http, url + "/nothing", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
      Await.until(
          "refusals counted",
          Duration.ofSeconds(15),
          () -> {
            String metrics = ask(http, url + "/metrics", "Bearer " + TOKEN).body();
            return metrics.contains("spillway_admin_refused_total{reason=\"no_token\"} 9.0")
                && metrics.contains("spillway_admin_refused_total{reason=\"wrong_token\"} 8.0");
          });
      assertThat(node.loggedTimes("admin request refused")).isBetween(1L, 2L);
      assertThat(node.log()).contains("reason=no_token peer=127.0.0.1 method=GET path=/api/status");
      node.stop().delivered();
      assertThat(node.log()).doesNotContain(TOKEN, OTHER, HOSTILE);
    }
  }

  @Test
  void commandsFindTheTokenWhereItIsNamed() throws IOException, InterruptedException {
    try (NodeProcess node = node("admin.token-file = token\n")) {
      node.run();
      String address = "127.0.0.1:" + node.adminPort();
      NodeProcess.Ended own = node.command("pause", "source", "net");
      assertThat(own.status()).as(own.err()).isZero();
      NodeProcess.Ended none = node.command("pause", "source", "net", "--admin", address);
      assertThat(none.status()).isEqualTo(77);
      assertThat(none.err())
          .isEqualTo(
              "spillway: the node at http://"
                  + address
                  + " asks for its token (401): name its file with --token-file FILE or"
                  + " SPILLWAY_TOKEN_FILE, or its configuration with --config\n");
      NodeProcess.Ended wrong = node.command("status", "--token-file", "other");
      assertThat(wrong.status()).isEqualTo(77);
      assertThat(wrong.err()).contains("refuses the token of other (401)");
      assertThat(node.command("status", "--admin", address, "--token-file", "token").status())
          .isZero();
      NodeProcess.Ended env =
          node.commandWith(Map.of("SPILLWAY_TOKEN_FILE", "token"), "status", "--admin", address);
      assertThat(env.status()).as(env.err()).isZero();
      assertThat(node.commandWith(Map.of("SPILLWAY_TOKEN_FILE", "other"), "status").status())
          .isEqualTo(77);
      assertThat(node.command("check").status()).as("its own ports").isZero();
      NodeProcess.Ended drained = node.command("drain");
      assertThat(drained.status()).as(drained.err()).isZero();
      assertThat(drained.out()).contains("verdict: delivered");
      node.receipt().delivered();
    }
  }

  @Test
  void commandsSpeakTlsWithTheNodeOfTheirConfiguration()
      throws IOException, InterruptedException, GeneralSecurityException {
    String tls = "admin.tls { certificate = cert.pem, key = key.pem }\nadmin.token-file = token\n";
    try (NodeProcess node = node(tls)) {
      Certificate certificate = Certificate.make(folder.resolve("pki"), "node");
      certificate.writePem(node.path("cert.pem"), node.path("key.pem"));
      Certificate.make(folder.resolve("pki"), "other")
          .writePem(node.path("other.pem"), node.path("other-key.pem"));
      awaitReady(node);
      String address = "127.0.0.1:" + node.adminPort();

      NodeProcess.Ended status = node.command("status");
      assertThat(status.status()).as(status.err()).isZero();
      assertThat(status.out()).contains("admin     https://" + address);
      assertThat(node.command("pause", "sink", "out").status()).isZero();
      assertThat(node.command("resume", "sink", "out").status()).isZero();
      NodeProcess.Ended trusted =
          node.command("status", "--admin", address, "--token-file", "token", "--ca", "cert.pem");
      assertThat(trusted.status()).as(trusted.err()).isZero();
      NodeProcess.Ended unknown =
          node.command("status", "--admin", "https://" + address, "--token-file", "token");
      assertThat(unknown.status()).isEqualTo(77);
      assertThat(unknown.err())
          .contains("is signed by none of those that Java trusts; name its authority with --ca");
      NodeProcess.Ended other = node.command("status", "--ca", "other.pem");
      assertThat(other.status()).isEqualTo(77);
      assertThat(other.err()).contains("is signed by none of the authorities in other.pem");
      NodeProcess.Ended name =
          node.command(
              "status", "--admin", "https://localhost:" + node.adminPort(), "--ca", "cert.pem");
      assertThat(name.status()).isEqualTo(77);
      assertThat(name.err()).contains("is not the expected one: No name matching localhost found");
      NodeProcess.Ended plain = node.command("status", "--admin", "http://" + address);
      assertThat(plain.status()).isEqualTo(69);
      assertThat(plain.err()).contains("if it speaks TLS, ask it with --admin https://" + address);

      HttpClient http = HttpClient.newBuilder().sslContext(certificate.client(null)).build();
      String url = "https://" + address;
      assertThat(ask(http, url + "/readyz", "").statusCode()).isEqualTo(200);
      assertThat(ask(http, url + "/api/status", "").statusCode()).isEqualTo(401);

      Certificate renewed = Certificate.make(folder.resolve("pki"), "renewed");
      renewed.writePem(node.path("cert.pem"), node.path("key.pem"));
      Await.until(
          "the renewed certificate",
          Duration.ofSeconds(20),
          () -> node.command("status").status() == 0);
      NodeProcess.Ended drained = node.command("drain");
      assertThat(drained.status()).as(drained.err()).isZero();
      node.receipt().delivered();
    }
  }

  @Test
  void manualsCommandsMakeFilesThatWork() throws IOException, InterruptedException {
    String manual = Files.readString(Path.of("../docs/operate.md"));
    String access = manual.substring(manual.indexOf("\n## Access\n"));
    String[] blocks = access.split("\n```\n", 5);
    String commands = blocks[1].replaceAll("(?m)^(cd|chown) .*$", "");
    String settings = blocks[3].replaceFirst("host = 0\\.0\\.0\\.0", "host = 127.0.0.1");
    assertThat(commands).contains("openssl rand", "openssl req");
    assertThat(settings).contains("token-file", "certificate", "127.0.0.1");
    try (NodeProcess node = node("include \"access.conf\"\n")) {
      Files.writeString(node.path("access.conf"), settings);
      Process made =
          new ProcessBuilder("sh", "-ec", commands)
              .directory(node.path(".").toFile())
              .redirectErrorStream(true)
              .redirectOutput(node.path("made.log").toFile())
              .start();
      assertThat(made.waitFor()).as(Files.readString(node.path("made.log"))).isZero();
      assertThat(node.command("check").err()).isEmpty();
    }
  }

  @Test
  void tlsWithAPlainNodeIsSaid() throws IOException, InterruptedException {
    try (NodeProcess node = node("")) {
      node.run();
      String address = "127.0.0.1:" + node.adminPort();
      NodeProcess.Ended tls = node.command("status", "--admin", "https://" + address);
      assertThat(tls.status()).isEqualTo(69);
      assertThat(tls.err()).contains("speaks no TLS; ask it with --admin http://" + address);
      node.stop().delivered();
    }
  }

  @Test
  void openAddressWithoutTokenAndTlsEndsTheStart() throws IOException, InterruptedException {
    try (NodeProcess node = node("admin.host = 0.0.0.0\n")) {
      NodeProcess.Ended run = node.command("run");
      assertThat(run.status()).isEqualTo(78);
      assertThat(run.err())
          .contains("spillway.conf:3", "admin.host = 0.0.0.0", "admin.token-file and admin.tls");
    }
  }
}
