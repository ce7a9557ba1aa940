namespace DbPerService.Replay.Chaos;

/// <param name="Service">The service that owns the database.</param>
/// <param name="Kind">The kind of database, as system.json names the engine.</param>
/// <param name="Port">The server's own port, not that of a link to it.</param>
/// <param name="Login">The administrator's login.</param>
/// <param name="Password">The administrator's password.</param>
sealed record AdministeredDatabase(string Service, string Kind, int Port, string Login, string Password);
