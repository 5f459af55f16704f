package io.spillway.streams.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Whether a private key is the one of a certificate: signs a word with the one and verifies it with
 * the other. Costs a signature, about a millisecond.
 */
final class KeyPairCheck {
  private static final byte[] WORD = {'s', 'p', 'i', 'l', 'l', 'w', 'a', 'y'};

  private KeyPairCheck() {}

  static void check(PrivateKey key, Path keyFile, PublicKey open, Path certificateFile)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(open.getAlgorithm())) {
      throw new InvalidKeyException(
          "%s has a key of the kind %s, and the certificate %s one of the kind %s"
              .formatted(keyFile, key.getAlgorithm(), certificateFile, open.getAlgorithm()));
    }
    if (!belong(key, open)) {
      throw new InvalidKeyException(
          "the key %s is not the one of the certificate %s".formatted(keyFile, certificateFile));
    }
  }

  private static boolean belong(PrivateKey key, PublicKey open) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(WORD);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(open);
    verifying.update(WORD);
    try {
      return verifying.verify(signed);
    } catch (java.security.SignatureException ofAnotherSize) {
      return false;
    }
  }
}
