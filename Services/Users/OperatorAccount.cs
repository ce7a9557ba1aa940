using DbPerService.Messaging;
using DbPerService.Users.Data;
using DbPerService.Users.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Users;

/// <summary>Creates the operator's account, and gives it the password of the settings.</summary>
sealed class OperatorAccount(IServiceScopeFactory scopes, Passwords passwords, IDatabaseClock clock, IOptions<UsersOptions> options)
{
    /// <summary>The step of the startup.</summary>
    public static StartupStep Step<TServer>(IServiceProvider provider) where TServer : IDatabaseServer =>
        new(provider.GetRequiredService<TServer>(), provider.GetRequiredService<OperatorAccount>().PrepareAsync);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OperatorPassword is not { } password)
        {
            return;
        }

        // Another instance that starts at the same time may be faster.
        while (await TryPrepareAsync(password, cancellationToken) is SaveOutcome.IdTaken or SaveOutcome.Changed)
        {
        }
    }

    async Task<SaveOutcome> TryPrepareAsync(string password, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IUserStore>();
        var user = await store.FindAsync(User.OperatorId, cancellationToken);
        var (state, @event) = await DecideAsync(user, password, cancellationToken);
        return ReferenceEquals(state, user)
            ? SaveOutcome.Saved
            : await store.SaveAsync(new Change<User>(user, state, @event), cancellationToken);
    }

    async Task<Decision<User>> DecideAsync(User? user, string password, CancellationToken cancellationToken)
    {
        if (user is null)
        {
            return UserRules.RegisterOperator(await passwords.HashAsync(password, cancellationToken), clock.UtcNow.UtcDateTime);
        }

        return await passwords.VerifyAsync(user.PasswordHash, password, cancellationToken) switch
        {
            (true, null) => new(user),
            (true, { } hash) => new(UserRules.Rehash(user, hash)),
            _ => UserRules.Update(
                user, user.Name, user.Email, await passwords.HashAsync(password, cancellationToken), clock.UtcNow.UtcDateTime),
        };
    }
}
