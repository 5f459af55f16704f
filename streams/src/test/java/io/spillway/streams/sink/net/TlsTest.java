package io.spillway.streams.sink.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.streams.ledger.Reason;
import io.spillway.streams.sink.Answer;
import io.spillway.streams.sink.Outgoing;
import io.spillway.streams.sink.Records;
import io.spillway.streams.sink.Sink;
import io.spillway.streams.sink.net.TlsSettings.LowestVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream sinks over TLS, against the JDK's own server. */
class TlsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Certificates certificates;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SSLServerSocket server;

  @BeforeEach
  void open() throws Exception {
    certificates = new Certificates(folder);
    certificates.make("good", "ip:127.0.0.1");
    certificates.make("other", "dns:elsewhere.example");
    server = server("good", "other");
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private SSLServerSocket server(String name, String trusted) throws Exception {
    return (SSLServerSocket)
        certificates
            .server(name, trusted)
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private CompletableFuture<String> received() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SSLSocket socket = (SSLSocket) server.accept()) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) { // the test looks at what the client says
            return "" + e;
          }
        });
  }

  private Sink sink(TlsSettings tls) {
    return sink(tls, Duration.ofMillis(50));
  }

  private Sink sink(TlsSettings tls, Duration trial) {
    ConnectionSettings connection =
        new ConnectionSettings(
            WireFraming.NEWLINE, 256 << 10, Duration.ofSeconds(5), Duration.ZERO, trial);
    return new Senders("out", task -> {}, resent -> {})
        .tcp("127.0.0.1", server.getLocalPort(), connection, Optional.of(tls));
  }

  private TlsSettings trusting(String name) {
    return new TlsSettings(
        Optional.of(certificates.file(name + ".crt")),
        Optional.empty(),
        Optional.empty(),
        true,
        LowestVersion.TLS1_2);
  }

  private static Answer answer(Sink sink, Outgoing records) {
    return sink.deliver(records, new Records.Watch(Integer.MAX_VALUE)).toCompletableFuture().join();
  }

  private static String[] lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i + " " + "x".repeat(i % 3000))
        .toArray(String[]::new);
  }

  @Test
  void carriesEveryByteInOrder() throws Exception {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      server.setEnabledProtocols(new String[] {protocol});
      CompletableFuture<String> received = received();
      Sink sink = sink(trusting("good"));
      for (int i = 0; i < 5; i++) {
        assertThat(answer(sink, Records.of(lines(1000)))).isEqualTo(Answer.delivered(1000));
      }
      sink.close();
      String all = String.join("\n", lines(1000)) + "\n";
      assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo(all.repeat(5));
    }
  }

  @Test
  void showsItsOwnCertificateToServersThatWantOne() throws Exception {
    server.setNeedClientAuth(true);
    CompletableFuture<String> received = received();
    TlsSettings own =
        new TlsSettings(
            Optional.of(certificates.file("good.crt")),
            Optional.of(certificates.file("other.crt")),
            Optional.of(certificates.file("other.key")),
            true,
            LowestVersion.TLS1_3);
    Sink sink = sink(own);
    assertThat(answer(sink, Records.of("a"))).isEqualTo(Answer.delivered(1));
    sink.close();
    assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("a\n");
  }

  /** In 1.3 the server looks at the certificate when the client has agreed already. */
  @Test
  void deliversNothingToAServerThatRefusesItsCertificate() throws Exception {
    server.setNeedClientAuth(true);
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      server.setEnabledProtocols(new String[] {protocol});
      Sink sink = sink(trusting("good"), Duration.ofSeconds(20));
      for (int i = 0; i < 3; i++) {
        CompletableFuture<String> received = received();
        Answer.Run run = answer(sink, Records.of(lines(1000))).runs().get(0);
        assertThat(run.verdict()).as(protocol).isEqualTo(Answer.Verdict.RETRY);
        assertThat(run.count()).isEqualTo(1000);
        assertThat(run.reason()).as(run.detail()).isEqualTo(Reason.AUTH_FAILED);
        assertThat(received.get(20, TimeUnit.SECONDS)).contains("Exception");
      }
      server.setNeedClientAuth(false);
      CompletableFuture<String> received = received();
      Sink works = sink(trusting("good"));
      assertThat(answer(works, Records.of("a"))).isEqualTo(Answer.delivered(1));
      works.close();
      assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("a\n");
      server.setNeedClientAuth(true);
      sink.close();
    }
  }

  private Answer.Run refused(TlsSettings settings) {
    CompletableFuture<String> received = received();
    Answer answer = answer(sink(settings), Records.of("a"));
    assertThat(received.join()).contains("Exception");
    return answer.runs().get(0);
  }

  @Test
  void deliversNothingToAServerItCannotTrust() throws Exception {
    Answer.Run unknown = refused(trusting("other"));
    assertThat(unknown.reason()).isEqualTo(Reason.AUTH_FAILED);
    assertThat(unknown.detail()).contains("unable to find valid certification path");
    server.close();
    server = server("other", "good");
    Answer.Run otherHost = refused(trusting("other"));
    assertThat(otherHost.reason()).isEqualTo(Reason.AUTH_FAILED);
    assertThat(otherHost.detail()).contains("127.0.0.1");
  }

  @Test
  void takesUpRenewedFilesWithTheNextConnection() throws Exception {
    Path renewed = certificates.file("renewed.crt");
    Files.copy(certificates.file("other.crt"), renewed);
    Sink sink = sink(trusting("renewed"));
    CompletableFuture<String> first = received();
    assertThat(answer(sink, Records.of("a")).runs().get(0).reason()).isEqualTo(Reason.AUTH_FAILED);
    first.join();
    Files.copy(certificates.file("good.crt"), renewed, StandardCopyOption.REPLACE_EXISTING);
    CompletableFuture<String> second = received();
    assertThat(answer(sink, Records.of("a"))).isEqualTo(Answer.delivered(1));
    sink.close();
    assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("a\n");
  }
}
