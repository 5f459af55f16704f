package io.spillway.streams.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.streams.sink.net.Certificates;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSessionTest {
  private static final int BUFFER = 64 << 10;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  static Path folder;

  private static SSLContext context;
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  private SSLEngine client;
  private TlsSession session;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.make("localhost", "dns:localhost");
    context = certificates.server("localhost", "localhost");
  }

  @BeforeEach
  void begin() {
    client = context.createSSLEngine("localhost", 1);
    client.setUseClientMode(true);
    SSLEngine server = context.createSSLEngine();
    server.setUseClientMode(false);
    session = new TlsSession(server);
  }

  private void open(String protocol) throws SSLException {
    client.setEnabledProtocols(new String[] {protocol});
    assertThat(session.isOpening()).isTrue();
    client.beginHandshake();
    for (int turns = 0; turns < 20 && session.isOpening(); turns++) {
      for (byte[] one : oneByOne(said())) {
        assertThat(session.read(one)).isEmpty();
      }
      hear(session.takeOutgoing());
    }
    assertThat(session.isOpening()).isFalse();
  }

  private static byte[][] oneByOne(byte[] bytes) {
    byte[][] all = new byte[bytes.length][];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = new byte[] {bytes[i]};
    }
    return all;
  }

  /** What the client has to say of itself. */
  private byte[] said() throws SSLException {
    while (client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      toServer.writeBytes(encrypted(new byte[0]));
    }
    byte[] all = toServer.toByteArray();
    toServer.reset();
    return all;
  }

  private void hear(byte[] bytes) throws SSLException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    for (int turns = 0; turns < 100 && from.hasRemaining(); turns++) {
      client.unwrap(from, ByteBuffer.allocate(BUFFER));
      for (Runnable task; (task = client.getDelegatedTask()) != null; ) {
        task.run();
      }
      while (client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        toServer.writeBytes(encrypted(new byte[0]));
      }
    }
    assertThat(from.hasRemaining()).isFalse();
  }

  /** One TLS record of at most 16 KiB. */
  private byte[] encrypted(byte[] bytes) throws SSLException {
    ByteBuffer to = ByteBuffer.allocate(BUFFER);
    client.wrap(ByteBuffer.wrap(bytes), to);
    return Arrays.copyOf(to.array(), to.position());
  }

  private static byte[] random(Random random, int bytes) {
    byte[] all = new byte[bytes];
    random.nextBytes(all);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void decryptsTheSameHoweverReadsAreCut(String protocol) throws Exception {
    open(protocol);
    Random random = new Random(11);
    for (int round = 0; round < 50; round++) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      ByteArrayOutputStream cipher = new ByteArrayOutputStream();
      for (int records = random.nextInt(6); records >= 0; records--) {
        byte[] plain = random(random, 1 + random.nextInt(random.nextBoolean() ? 30 : 16_000));
        sent.writeBytes(plain);
        cipher.writeBytes(encrypted(plain));
      }
      ByteArrayOutputStream came = new ByteArrayOutputStream();
      byte[] all = cipher.toByteArray();
      int most = random.nextBoolean() ? 7 : 40_000;
      for (int at = 0, next; at < all.length; at = next) {
        next = Math.min(all.length, at + 1 + random.nextInt(most));
        came.writeBytes(session.read(Arrays.copyOfRange(all, at, next)));
      }
      assertThat(came.toByteArray()).isEqualTo(sent.toByteArray());
    }
    assertThat(session.isInputOver()).isFalse();
  }

  @Test
  void aReadOfManyRecordsIsOneArray() throws Exception {
    open("TLSv1.2");
    Random random = new Random(12);
    ByteArrayOutputStream cipher = new ByteArrayOutputStream();
    for (int i = 0; i < 30; i++) {
      cipher.writeBytes(encrypted(random(random, 16_000)));
    }
    assertThat(session.read(cipher.toByteArray())).hasSize(30 * 16_000);
  }

  @Test
  void closingWordsEndTheInputAndAreAnswered() throws Exception {
    open("TLSv1.2");
    byte[] last = encrypted("last".getBytes(StandardCharsets.UTF_8));
    client.closeOutbound();
    byte[] close = encrypted(new byte[0]);
    byte[] both = Arrays.copyOf(last, last.length + close.length);
    System.arraycopy(close, 0, both, last.length, close.length);
    assertThat(session.read(both)).asString(StandardCharsets.UTF_8).isEqualTo("last");
    assertThat(session.isInputOver()).isTrue();
    session.close();
    hear(session.takeOutgoing());
    assertThat(client.isInboundDone()).isTrue();
  }

  @Test
  void closesFirst() throws Exception {
    open("TLSv1.2");
    session.close();
    assertThat(session.hasOutgoing()).isTrue();
    hear(session.takeOutgoing());
    assertThat(client.isInboundDone()).isTrue();
    assertThat(session.hasOutgoing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<13>hello, this is no TLS", "GET / HTTP/1.1", "short"})
  void whoSpeaksNoTlsIsAnError(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> session.read(bytes)).isInstanceOf(SSLException.class);
  }

  @Test
  void aDamagedRecordIsAnErrorWithAnAlert() throws Exception {
    open("TLSv1.2");
    byte[] record = encrypted(new byte[100]);
    record[50] ^= 1;
    assertThatThrownBy(() -> session.read(record)).isInstanceOf(SSLException.class);
    assertThat(session.takeOutgoing()).isNotEmpty();
  }
}
