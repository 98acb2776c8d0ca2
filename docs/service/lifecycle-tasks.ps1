# Windows: 管理者の PowerShell で一度打つ。利用者 lifecycle と D:\lifecycle は先に用意する。
[Environment]::SetEnvironmentVariable("LIFECYCLE_HOME", "D:\lifecycle", "Machine")
$who = New-ScheduledTaskPrincipal -UserId "lifecycle" -LogonType S4U
$always = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit ([TimeSpan]::Zero)
$serve = New-ScheduledTaskAction -Execute "C:\lifecycle\Scripts\lifecycle-flows.exe" -Argument "serve"
Register-ScheduledTask -TaskName "lifecycle-serve" -Action $serve -Trigger (New-ScheduledTaskTrigger -AtStartup) -Principal $who -Settings $always
$backup = New-ScheduledTaskAction -Execute "powershell.exe" -Argument '-Command "C:\lifecycle\Scripts\lifecycle.exe backup (''E:\hikae\lifecycle-{0:yyyy-MM-dd}.tar'' -f (Get-Date))"'
Register-ScheduledTask -TaskName "lifecycle-backup" -Action $backup -Trigger (New-ScheduledTaskTrigger -Daily -At 19:30) -Principal $who
