import sodium from 'libsodium-wrappers';

export const setup = () => sodium.ready;

export function used(_, index) {
  sodium.crypto_generichash(32, `text ${index}`);
}
