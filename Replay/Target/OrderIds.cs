namespace DbPerService.Replay.Target;

static class OrderIds
{
    /// <summary>The lowest UUIDv7 of a time: in a list by id, everything created since then comes after it.</summary>
    public static Guid LowestAt(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = moment.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--, milliseconds >>= 8)
        {
            bytes[i] = (byte)milliseconds;
        }

        bytes[6] = 0x70;
        bytes[8] = 0x80;
        return new Guid(bytes, bigEndian: true);
    }
}
