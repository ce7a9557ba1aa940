using DbPerService.Cli;
using DbPerService.Contracts;
using DbPerService.Replay.Measure;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Reads;

/// <summary>What composing the details of an order costs over reading its slowest part, both through the Gateway.</summary>
sealed class Composition(ServiceClient client, Buyer buyer, TimeProvider clock)
{
    const int WarmUp = 50;
    const int MostAttempts = 50;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads the composed details and each part in turn, so that all see the same machine.</summary>
    public async Task<Composed> MeasureAsync(int times, CancellationToken cancellation)
    {
        (string Name, Call Call)[] reads =
        [
            ("details", ToGateway($"/orders/{buyer.OrderId}/details")),
            ("order", ToGateway($"/orders/{buyer.OrderId}")),
            ("user", ToGateway($"/profiles/{buyer.UserId}")),
            ("product", ToGateway($"/products/{buyer.ProductId}")),
            ("payment", ToGateway($"/payments/{buyer.OrderId}")),
            ("reservation", ToGateway($"/reservations/{buyer.OrderId}")),
        ];
        var durations = reads.ToDictionary(read => read.Name, _ => new List<TimeSpan>());
        for (var i = -WarmUp; i < times; i++)
        {
            foreach (var (name, call) in reads)
            {
                var took = await TimeAsync(name, call, cancellation);
                if (i >= 0)
                {
                    durations[name].Add(took);
                }
            }
        }

        return new Composed([.. durations.Select(entry => (entry.Key, Quantiles.Of(entry.Value)!))]);
    }

    Call ToGateway(string path) => Call.Get(SystemMap.Gateway.Name, path) with { Token = buyer.Token };

    /// <summary>How long a read took. One beyond the Gateway's rate for one caller is repeated, and not measured.</summary>
    async Task<TimeSpan> TimeAsync(string name, Call call, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var start = clock.GetTimestamp();
            if (await client.TrySendAsync(call, cancellation) is { IsSuccess: true })
            {
                return clock.GetElapsedTime(start);
            }

            await Task.Delay(Pause, clock, cancellation);
        }

        throw new NoAnswerException($"{call.Service} does not return the {name} of an order");
    }
}

/// <param name="Reads">How long the details took, and then each of their parts.</param>
sealed record Composed(IReadOnlyList<(string Name, Quantiles Times)> Reads)
{
    /// <summary>Milliseconds at the median over the slowest part.</summary>
    public double Added => (Reads[0].Times.P50 - Reads.Skip(1).Max(read => read.Times.P50)) * 1000;

    public TextTable Table()
    {
        var table = new TextTable("Milliseconds").Numbers("p50", "p95", "p99");
        foreach (var (name, times) in Reads)
        {
            table.Row(null, name, Milliseconds(times.P50), Milliseconds(times.P95), Milliseconds(times.P99));
        }

        return table.Row(null, "added by composing", Invariant($"{Added:0.00}"), "", "");
    }

    static string Milliseconds(double seconds) => Invariant($"{seconds * 1000:0.00}");
}
