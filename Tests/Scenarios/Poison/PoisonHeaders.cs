using System.Text;
using Confluent.Kafka;

namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>The headers of an event, none or some of them broken.</summary>
sealed class PoisonHeaders(Random random, PoisonEvent @event)
{
    const string Type = "ce_type";

    static readonly string[] Names =
        ["ce_specversion", "ce_id", Type, "ce_source", "ce_time", "ce_subject", "content-type", "traceparent", "tracestate"];

    static readonly string[] WrongTexts =
    [
        "", " ", "?", "0", "-1", "null", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00", "+292278994-08-17T07:12:55.192Z", "00000000-0000-0000-0000-000000000000",
        "00-00000000000000000000000000000000-0000000000000000-00", "ff-\u0000-1-1", "k=v,k=v,=,", "\u202E\uFEFF\uD7FF",
    ];

    public (Headers Headers, Fate Fate, string Description) Draw()
    {
        var broken = Names.Where(_ => random.Next(6) == 0).ToHashSet();
        var headers = new Headers();
        var (fate, repeatsId, said) = (Fate.DeadLetter, false, "proper headers");
        foreach (var name in Names)
        {
            if (!broken.Contains(name))
            {
                headers.Add(name, PoisonEvent.Bytes(Proper(name)));
                continue;
            }

            var (how, values) = Break(name);
            foreach (var value in values)
            {
                headers.Add(name, value);
            }

            said = said == "proper headers" ? $"{name} {how}" : $"{said}, {name} {how}";
            repeatsId |= name == "ce_id" && values.Any(IsEmptyId);
            if (name == Type)
            {
                fate = how switch
                {
                    "missing" or "empty" or "null" => Fate.DeadLetter,
                    "another" => Fate.Ignored,
                    _ => Fate.Open,
                };
            }
        }

        // The second message with the same id is a repetition.
        return (headers, repeatsId && fate == Fate.DeadLetter ? Fate.Open : fate, said);
    }

    (string How, byte[]?[] Values) Break(string name) => random.Next(10) switch
    {
        0 => ("missing", []),
        1 => ("empty", [[]]),
        2 => ("null", [null]),
        3 => ("with NUL", [[0, .. PoisonEvent.Bytes(Proper(name)), 0]]),
        4 => ("invalid UTF-8", [[0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80]]),
        5 => ("of 64 kB", [PoisonEvent.Bytes(new string('x', 65_536))]),
        6 => ("repeated", [PoisonEvent.Bytes(Proper(name)), PoisonEvent.Bytes(WrongText()), PoisonEvent.Bytes(Proper(name))]),
        7 when name == Type => ("another", [PoisonEvent.Bytes(@event.DrawForeignType(random))]),
        7 when name == "ce_time" => ("in the future", [PoisonEvent.Bytes(Time(TimeSpan.FromMinutes(10)))]),
        7 => ("of another event", [PoisonEvent.Bytes(Guid.NewGuid().ToString())]),
        _ => ("wrong", [PoisonEvent.Bytes(WrongText())]),
    };

    static bool IsEmptyId(byte[]? value) => value is not null && Encoding.ASCII.GetString(value) == Guid.Empty.ToString();

    string WrongText() => WrongTexts[random.Next(WrongTexts.Length)];

    string Proper(string name) => name switch
    {
        "ce_specversion" => "1.0",
        "ce_id" => Guid.CreateVersion7().ToString(),
        Type => @event.Type,
        "ce_source" => "/" + @event.Topic,
        "ce_time" => Time(TimeSpan.Zero),
        "ce_subject" => @event.Key,
        "content-type" => "application/json",
        "traceparent" => "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        _ => "vendor=value",
    };

    static string Time(TimeSpan ahead) => (TimeProvider.System.GetUtcNow() + ahead).UtcDateTime.ToString("O");
}
