using System.Text;
using Confluent.Kafka;
using DbPerService.Messaging;
using FsCheck;
using FsCheck.Fluent;
using Config = FsCheck.Config;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class CloudEventHeadersTests
{
    const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    static readonly string[] Names = ["ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "traceparent", "tracestate", "other"];

    [Fact]
    public void Headers_round_trip()
    {
        var sent = new OutboxMessage(
            Guid.CreateVersion7(), "orders", "key-1", "OrderPlaced", "{}", TraceParent, "vendor=1")
        {
            CommittedAt = new DateTimeOffset(2026, 11, 20, 1, 2, 3, 456, TimeSpan.Zero).AddMicroseconds(789),
        };
        var payload = "{}"u8.ToArray();

        var read = Read(Result("key-1"u8.ToArray(), payload, CloudEventHeaders.For(sent, "/orders"u8.ToArray())));

        Assert.Equal(
            new ConsumedMessage(
                "orders", 3, 42, "key-1", sent.Id, "OrderPlaced", "orders", sent.CommittedAt, payload, sent.TraceParent, sent.TraceState)
            {
                Headers = read.Headers,
            },
            read);
        Assert.Contains(read.Headers, header => header.Name == "ce_id" && Encoding.UTF8.GetString(header.Value!) == sent.Id.ToString());
    }

    [Fact]
    public void A_message_without_headers_gets_an_id_that_every_delivery_shares()
    {
        var first = Read(Result("k"u8.ToArray(), [1, 2], []));
        var second = Read(Result("k"u8.ToArray(), [1, 2], []));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(("", "", "k"), (first.Type, first.Source, first.Key));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("61", "a")]
    [InlineData("6100", "base64:YQA=")]
    [InlineData("FF", "base64:/w==")]
    [InlineData("6261736536343A2F773D3D", "base64:YmFzZTY0Oi93PT0=")]
    public void Each_key_has_a_unique_readable_form(string hex, string form) =>
        Assert.Equal(form, Read(Result(Convert.FromHexString(hex), [], [])).Key);

    [Fact]
    public void A_message_without_a_key_has_none_whatever_its_subject() =>
        Assert.Null(Read(Result(null, [], new Headers { { "ce_subject", "a"u8.ToArray() } })).Key);

    [Fact]
    public void A_message_without_a_value_is_a_tombstone()
    {
        Assert.True(Read(Result([], null, [])).IsTombstone);
        Assert.False(Read(Result([], [], [])).IsTombstone);
    }

    [Theory]
    [InlineData(TraceParent, "a=1", TraceParent, "a=1")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0\0", "a=\0", null, null)]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-\0", "é", null, null)]
    public void Invalid_trace_context_is_dropped(string parent, string state, string? readParent, string? readState)
    {
        var read = Read(Result([], [], new Headers
        {
            { "traceparent", Encoding.UTF8.GetBytes(parent) }, { "tracestate", Encoding.UTF8.GetBytes(state) },
        }));

        Assert.Equal((readParent, readState), (read.TraceParent, read.TraceState));
    }

    [Theory]
    [InlineData("2026-11-20T01:00:00+01:00", 1_700_000_000_000, "2026-11-20T00:00:00Z")]
    [InlineData("2026-11-21T01:00:00Z", 1_700_000_000_000, "2026-11-21T01:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", 1_700_000_000_000, "2023-11-14T22:13:20Z")]
    [InlineData("0001-01-01T00:00:00+14:00", 1_700_000_000_000, "2023-11-14T22:13:20Z")]
    [InlineData("", 1_700_000_000_000, "2023-11-14T22:13:20Z")]
    [InlineData("x", long.MaxValue, "2026-11-21T00:00:00Z")]
    [InlineData("x", long.MinValue, "2026-11-21T00:00:00Z")]
    public void An_impossible_time_is_replaced_by_the_brokers_or_this_services(string text, long timestamp, string time) =>
        Assert.Equal(
            DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
            Read(Result([], [], new Headers { { "ce_time", Encoding.UTF8.GetBytes(text) } }, timestamp)).Time);

    [Fact]
    public void Any_message_can_be_read_and_stored()
    {
        var bytes = Gen.OneOf(
            Gen.Constant<byte[]?>(null),
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => (byte[]?)b),
            ArbMap.Default.GeneratorFor<string>().Select(s => (byte[]?)Encoding.UTF8.GetBytes(s ?? "")),
            Gen.Elements<byte[]?>(
                new byte[100_000], Encoding.UTF8.GetBytes(TraceParent), "2026-11-20T00:00:00Z"u8.ToArray(), "\0"u8.ToArray(), [0xED, 0xA0, 0x80]));
        var messages =
            from key in bytes
            from value in bytes
            from headers in Gen.ListOf(from name in Gen.Elements(Names) from content in bytes select (name, content))
            from timestamp in Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Elements(long.MaxValue, long.MinValue, 253_402_300_800_000))
            select (key, value, headers, timestamp);
        Prop.ForAll(messages.ToArbitrary(), message =>
        {
            var headers = new Headers();
            foreach (var (name, content) in message.headers)
            {
                headers.Add(name, content);
            }

            var read = Read(Result(message.key, message.value, headers, message.timestamp));
            return read is { Type.Length: <= 256, Source.Length: <= 256 }
                && new[] { read.Key, read.Type, read.Source, read.TraceParent, read.TraceState }
                    .All(text => text is null || (!text.Contains('\0') && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text))
                && read.Time >= DateTimeOffset.UnixEpoch && read.Time <= Now.AddDays(1)
                && MessageHeader.Read(MessageHeader.Write(read.Headers)).Count == message.headers.Count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    static ConsumedMessage Read(ConsumeResult<byte[], byte[]> result) => CloudEventHeaders.Read(result, Now);

    static ConsumeResult<byte[], byte[]> Result(byte[]? key, byte[]? value, Headers headers, long timestamp = 1_700_000_000_000) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset("orders", 3, 42),
        Message = new Message<byte[], byte[]>
        {
            Key = key!, Value = value!, Headers = headers, Timestamp = new Timestamp(timestamp, TimestampType.CreateTime),
        },
    };
}
