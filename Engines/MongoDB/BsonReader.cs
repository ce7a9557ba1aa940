using System.Buffers.Binary;
using System.Text;

namespace DbPerService.Engines.MongoDB;

/// <summary>The numbers and strings at the top level of a BSON document (bsonspec.org); other values are skipped.</summary>
sealed class BsonReader
{
    readonly Dictionary<string, double> _numbers = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public BsonReader(ReadOnlySpan<byte> document)
    {
        var rest = document[4..];
        while (rest[0] != 0)
        {
            var type = rest[0];
            var end = rest[1..].IndexOf((byte)0) + 1;
            var name = Encoding.UTF8.GetString(rest[1..end]);
            rest = rest[(end + 1)..];
            rest = rest[Read(type, name, rest)..];
        }
    }

    public double? Number(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    public string? Text(string name) => _texts.GetValueOrDefault(name);

    /// <returns>The length of the value.</returns>
    int Read(byte type, string name, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case 0x01:
                _numbers[name] = BinaryPrimitives.ReadDoubleLittleEndian(value);
                return 8;
            case 0x02:
                var length = BinaryPrimitives.ReadInt32LittleEndian(value);
                _texts[name] = Encoding.UTF8.GetString(value.Slice(4, length - 1));
                return 4 + length;
            case 0x03 or 0x04: // document, array
                return BinaryPrimitives.ReadInt32LittleEndian(value);
            case 0x05: // binary: length, kind, bytes
                return 5 + BinaryPrimitives.ReadInt32LittleEndian(value);
            case 0x07: // object id
                return 12;
            case 0x08: // boolean
                return 1;
            case 0x0A: // null
                return 0;
            case 0x10:
                _numbers[name] = BinaryPrimitives.ReadInt32LittleEndian(value);
                return 4;
            case 0x09 or 0x11: // time, timestamp
                return 8;
            case 0x12:
                _numbers[name] = BinaryPrimitives.ReadInt64LittleEndian(value);
                return 8;
            default:
                throw new EngineException($"mongod's response has {name}, a value of the unknown type {type}");
        }
    }
}
