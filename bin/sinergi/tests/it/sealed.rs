//! Opens a workbook that a password seals, as MS-OFFCRYPTO describes it (agile encryption), independent of what sealed it.

use aes_for_seals::Aes256;
use cbc::cipher::{BlockDecryptMut, KeyIvInit, block_padding::NoPadding};
use sha2_for_seals::{Digest, Sha512};
use std::io::{Cursor, Read};

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(Sha512::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
}

fn decrypt(key: &[u8], iv: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let opener = cbc::Decryptor::<Aes256>::new_from_slices(&key[..32], &iv[..16]).unwrap();
    opener.decrypt_padded_mut::<NoPadding>(&mut bytes).unwrap().to_vec()
}

fn unbase64(text: &str) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for letter in text.bytes().filter(|byte| *byte != b'=') {
        let value = letters.iter().position(|known| *known == letter).unwrap();
        held = (held << 6 | u32::try_from(value).unwrap()) & 0xf_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    bytes
}

/// What the password opens; none where it is another.
pub fn open(file: &[u8], password: &str) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(file)).unwrap();
    let mut stream = |name: &str| {
        let mut bytes = Vec::new();
        container.open_stream(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let (info, package) = (stream("/EncryptionInfo"), stream("/EncryptedPackage"));
    let info = String::from_utf8(info[8..].to_vec()).unwrap();
    let (data, key) = info.split_once("encryptedKey ").unwrap();
    let value = |part: &str, name: &str| -> String {
        let after = part.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("{name} in {part}")).1;
        after.split('"').next().unwrap().to_owned()
    };
    let salt = unbase64(&value(key, "saltValue"));
    let letters: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let rounds: u32 = value(key, "spinCount").parse().unwrap();
    assert!(rounds >= 100_000, "a guesser pays for each guess");
    let mut spun = hash(&[&salt, &letters]);
    for round in 0..rounds {
        spun = hash(&[&round.to_le_bytes(), &spun]);
    }
    let part = |block: [u8; 8], name: &str| decrypt(&hash(&[&spun, &block]), &salt, &unbase64(&value(key, name)));
    let proof = part([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], "encryptedVerifierHashInput");
    if hash(&[&proof]) != part([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], "encryptedVerifierHashValue") {
        return None;
    }
    let inner = part([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], "encryptedKeyValue");
    let salt = unbase64(&value(data, "saltValue"));
    let (size, sealed) = package.split_at(8);
    let size = usize::try_from(u64::from_le_bytes(size.try_into().unwrap())).unwrap();
    let mut opened: Vec<u8> = (0_u32..)
        .zip(sealed.chunks(4_096))
        .flat_map(|(number, chunk)| decrypt(&inner, &hash(&[&salt, &number.to_le_bytes()]), chunk))
        .collect();
    opened.truncate(size);
    Some(opened)
}
