/** A mounted file system that holds people's data. */
export interface Mount {
  readonly source: string;
  readonly point: string;
  readonly type: string;
  /** Asking for its size may wait for another machine or another process. */
  readonly remote: boolean;
}

/** File systems without storage of their own, and read-only images, which are always full. */
const pseudoTypes = words(`
  autofs bdev binder binfmt_misc bpf cgroup cgroup2 configfs cpuset cramfs debugfs devfs devpts
  devtmpfs efivarfs erofs fuse.gvfsd-fuse fuse.lxcfs fuse.portal fuse.snapfuse fusectl hugetlbfs
  iso9660 mqueue none nsfs overlay pipefs proc pstore ramfs resctrl rootfs rpc_pipefs securityfs
  selinuxfs sockfs squashfs sysfs tmpfs tracefs
`);

/** Types whose answer never leaves the machine's own kernel. */
const localTypes = words(`
  apfs bcachefs btrfs exfat ext2 ext3 ext4 f2fs hfs hfsplus jfs msdos nilfs2 ntfs ntfs3 overlay ramfs
  reiserfs tmpfs ubifs udf ufs vfat xfs zfs
`);

/**
 * The mounts worth showing, from the text of /proc/self/mounts (fstab(5) columns: source, point, type, options).
 * - Pseudo file systems are left out; whatever is mounted at `/` is kept, as in a container on an overlay.
 * - Of several mounts of one source (bind mounts, subvolumes) the shortest point is kept, of equals the first.
 * - Of several mounts at one point the last is kept: it hides the others.
 */
export function parseMounts(text: string): Mount[] {
  const byPoint = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [source, point, type] = line.split(' ').map(unescape);
    if (source === undefined || point === undefined || type === undefined) continue;
    byPoint.delete(point);
    byPoint.set(point, { source, point, type, remote: !localTypes.has(type) });
  }
  const bySource = new Map<string, Mount>();
  for (const mount of byPoint.values()) {
    if (pseudoTypes.has(mount.type) && mount.point !== '/') continue;
    const known = bySource.get(mount.source);
    if (known === undefined || mount.point.length < known.point.length) bySource.set(mount.source, mount);
  }
  return [...bySource.values()].sort((a, b) => (a.point < b.point ? -1 : 1));
}

/** The kernel writes blanks, tabs, line ends and backslashes of names as three octal digits. */
function unescape(field: string): string {
  if (!field.includes('\\')) return field;
  const bytes = Buffer.from(field, 'utf8').toString('latin1');
  const plain = bytes.replace(/\\([0-7]{3})/gu, (_all, digits: string) => String.fromCharCode(parseInt(digits, 8)));
  return Buffer.from(plain, 'latin1').toString('utf8');
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/u));
}
