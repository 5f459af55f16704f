package io.spillway.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Warp Parse project is imported, checked and run on its input. */
class ImportWarpIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROJECT =
      Path.of("src/test/resources/warp/shop").toAbsolutePath().normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path folder;

  @Test
  void theImportedConfigurationDoesWhatTheProjectDid() throws IOException, InterruptedException {
    try (NodeProcess node = new NodeProcess(folder.resolve("node"))) {
      NodeProcess.Ended imported =
          node.command("import-warp", PROJECT.toString(), "--out", "new", "--json");
      assertThat(imported.status()).as(imported.out() + imported.err()).isZero();
      assertThat(imported.out()).contains("\"none\":0").contains("\"spillway.conf\"");
      NodeProcess.Ended again = node.command("import-warp", PROJECT.toString(), "--out", "new");
      assertThat(again.status()).isEqualTo(64);
      assertThat(again.err()).contains("new is not empty");
      NodeProcess.Ended check = node.command("check", "--no-system", "--config", "new");
      assertThat(check.status()).as(check.err()).isZero();

      Files.move(node.path("new/rules"), node.path("rules"));
      node.configure(Files.readString(node.path("new/spillway.conf")));
      Files.createDirectories(node.path("data/in_dat"));
      Files.writeString(
          node.path("data/in_dat/orders.log"),
          "1 Bonn 20\n2 Ulm 30\n3 Ulm 300\nlogin ann\nwhat is this?\n");
      node.launch("batch").receipt().delivered();
    }
    Path out = folder.resolve("node/data/out_dat");
    List<String> orders = Files.readAllLines(out.resolve("orders.json"));
    assertThat(orders).hasSize(3);
    assertThat(JSON.readTree(orders.get(0)))
        .isEqualTo(
            JSON.readTree(
                "{\"id\":1,\"city\":\"Bonn\",\"amount\":20,"
                    + "\"site\":\"berlin\",\"team\":\"sales\",\"channel\":\"web\"}"));
    assertThat(Files.readAllLines(out.resolve("large-orders.kv")))
        .hasSize(2)
        .allMatch(line -> line.contains("size=large"));
    assertThat(Files.readAllLines(out.resolve("rest.json")))
        .containsExactly("{\"what\":\"login\",\"user\":\"ann\",\"site\":\"berlin\"}");
    assertThat(Files.readAllLines(out.resolve("miss.dat"))).containsExactly("what is this?");
  }
}
