package io.spillway.streams.source;

import io.spillway.streams.settings.Section;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Networks that may send: addresses, or address and prefix length as in {@code 10.0.0.0/8}. None
 * means that everybody may. An IPv4 address within an IPv6 one counts as IPv4. Immutable.
 */
public final class Networks {
  public static final Networks EVERYBODY = new Networks(List.of());

  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+");
  private static final int BITS_PER_BYTE = 8;

  private final List<Network> networks;

  private Networks(List<Network> networks) {
    this.networks = networks;
  }

  private record Network(String text, List<Byte> prefix, int bits, int addressBytes) {
    boolean has(byte[] address) {
      if (address.length != addressBytes) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += BITS_PER_BYTE) {
        int shift = Math.max(0, BITS_PER_BYTE - (bits - bit));
        int i = bit / BITS_PER_BYTE;
        if ((address[i] & 0xff) >> shift != (prefix.get(i) & 0xff) >> shift) {
          return false;
        }
      }
      return true;
    }
  }

  /** Reads {@code allow}; what is no network is a problem of the section. */
  public static Networks read(Section section) {
    List<Network> networks = new ArrayList<>();
    for (String text : section.strings("allow")) {
      parse(text)
          .ifPresentOrElse(
              networks::add,
              () ->
                  section.problem(
                      "allow",
                      "'"
                          + text
                          + "' is no network; write 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32"));
    }
    return new Networks(List.copyOf(networks));
  }

  /** These networks; throws if one of them is none. */
  public static Networks of(String... texts) {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      networks.add(parse(text).orElseThrow(() -> new IllegalArgumentException(text)));
    }
    return new Networks(List.copyOf(networks));
  }

  private static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!ADDRESS.matcher(address).matches() || !address.matches(".*[.:].*")) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      int all = bytes.length * BITS_PER_BYTE;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      List<Byte> prefix = new ArrayList<>();
      for (byte b : bytes) {
        prefix.add(b);
      }
      return bits < 0 || bits > all
          ? Optional.empty()
          : Optional.of(new Network(text, List.copyOf(prefix), bits, bytes.length));
    } catch (UnknownHostException | NumberFormatException wrong) {
      return Optional.empty();
    }
  }

  /** As they were written; empty if everybody may send. */
  public List<String> texts() {
    return networks.stream().map(Network::text).toList();
  }

  /** Whether someone with that address may send. */
  public boolean allow(InetAddress peer) {
    if (networks.isEmpty()) {
      return true;
    }
    byte[] address = peer.getAddress();
    for (Network network : networks) {
      if (network.has(address)) {
        return true;
      }
    }
    return false;
  }
}
