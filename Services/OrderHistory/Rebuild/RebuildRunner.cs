using System.Threading.Channels;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Rebuild;

/// <summary>Runs the rebuilds that this instance has begun.</summary>
sealed class RebuildRunner(ViewRebuild rebuild) : BackgroundService
{
    readonly Channel<RebuildProgress> _begun = Channel.CreateUnbounded<RebuildProgress>();

    public void Add(RebuildProgress begun) => _begun.Writer.TryWrite(begun);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var begun in _begun.Reader.ReadAllAsync(stoppingToken))
            {
                await rebuild.RunAsync(begun, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
