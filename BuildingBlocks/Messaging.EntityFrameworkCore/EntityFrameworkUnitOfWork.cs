using System.Data;
using DbPerService.Messaging.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace DbPerService.Messaging.EntityFrameworkCore;

/// <summary>
/// One transaction of the context that the handlers of its scope get: inbox and dead letters are written over the context's own connection,
/// and the commit saves the context's changes first.
/// </summary>
sealed class EntityFrameworkUnitOfWork<TContext>(TContext context, PostgresMessagingOptions options) : IUnitOfWork where TContext : DbContext
{
    IDbContextTransaction? _transaction;
    PostgresUnitOfWork? _messaging;

    public Redelivery Redelivery => Redelivery.LeftOut;

    public async ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(
        IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken) =>
        await (await BeginAsync(cancellationToken)).TryAddToInboxAsync(messages, cancellationToken);

    public async ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken) =>
        await (await BeginAsync(cancellationToken)).DeadLetterAsync(message, cause, cancellationToken);

    public async ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken) =>
        await (await BeginAsync(cancellationToken)).TakeDeadLetterAsync(id, cancellationToken);

    public async ValueTask<long> HorizonAsync(CancellationToken cancellationToken) =>
        await (await BeginAsync(cancellationToken)).HorizonAsync(cancellationToken);

    public async ValueTask<bool> IsSettledAsync(long horizon, CancellationToken cancellationToken) =>
        await (await BeginAsync(cancellationToken)).IsSettledAsync(horizon, cancellationToken);

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_messaging is not null)
        {
            await _messaging.CommitAsync(cancellationToken);
        }

        await context.SaveChangesAsync(cancellationToken);
        if (_transaction is not null)
        {
            await _transaction.CommitAsync(cancellationToken);
        }
    }

    public bool IsTransient(Exception exception) => PostgresFailures.IsTransient(exception);

    public async ValueTask DisposeAsync()
    {
        if (_transaction is { } transaction)
        {
            _transaction = null;
            await transaction.DisposeAsync();
        }
    }

    async ValueTask<PostgresUnitOfWork> BeginAsync(CancellationToken cancellationToken)
    {
        // READ COMMITTED, whatever the database's default: of two statements the second sees what the first has waited for.
        _transaction ??= await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        return _messaging ??= PostgresUnitOfWork.Join((NpgsqlConnection)context.Database.GetDbConnection(), options);
    }
}
