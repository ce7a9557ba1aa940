using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.Payments;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Unit.Services;

public sealed class LateAnswersTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_quietly_when_the_database_fails_at_shutdown()
    {
        var store = new FailingAtTheStop();
        await using var services = new ServiceCollection().AddSingleton<IPaymentStore>(store).BuildServiceProvider();
        var options = Options.Create(new PaymentsOptions { LateAnswerInterval = TimeSpan.FromMilliseconds(10) });
        using var answers = new LateAnswers(
            services.GetRequiredService<IServiceScopeFactory>(), new LateAnswerUnit(new TestModeProcessor(options), new Noon()), options,
            TimeProvider.System, NullLogger<LateAnswers>.Instance);
        await answers.StartAsync(Cancelled);
        await store.Asked.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await answers.StopAsync(Cancelled);

        Assert.NotNull(answers.ExecuteTask);
        Assert.True(answers.ExecuteTask.IsCompletedSuccessfully, answers.ExecuteTask.Exception?.Message);
    }

    sealed class Noon : IDatabaseClock
    {
        public DateTimeOffset UtcNow => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }

    /// <summary>When interrupted, reports that its connection is closed, as some drivers do.</summary>
    sealed class FailingAtTheStop : IPaymentStore
    {
        readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public async Task<List<Payment>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new IOException("The connection is closed.");
        }

        public Task<Payment?> FindAsync(Guid orderId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<List<Payment>> ListAsync(Guid after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<List<Guid>> ListAuthorizedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Dictionary<Guid, Payment>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask SaveAsync(IReadOnlyList<Change<Payment>> changes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
